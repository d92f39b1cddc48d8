/** A part of a whole in percent; of nothing, all of it. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole;
}

/** `98.8 %`: cut and not rounded, so that nothing that is short of a limit reads as if it were not. */
export function percentText(percent: number): string {
  return `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
}
