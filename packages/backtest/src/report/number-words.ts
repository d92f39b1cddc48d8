/** A whole number with its thousands apart: `1,234,567`. */
export function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}

/** `1 rule`, `52 rules`. */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
