import { thousands } from './thousands.js';

/** `1 rule`, `52 rules`. */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
