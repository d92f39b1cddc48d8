/**
 * CPU time of this process in ms, all its threads together. On a machine that others use too, the time on the clock says how busy they
 * are; this says how much work was done.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The middle one; of an even number the upper middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
