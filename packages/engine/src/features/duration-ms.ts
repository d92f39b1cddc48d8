const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Milliseconds of a length of time that passed `durationSchema`: `30s`, `10m`, `24h`, `30d`. Anything else is NaN. */
export function durationMs(duration: string): number {
  return Number(duration.slice(0, -1)) * (UNIT_MS.get(duration.slice(-1)) ?? Number.NaN);
}
