/** A whole number with its thousands apart: `1,234,567`. */
export function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}
