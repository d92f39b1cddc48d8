import { InvalidArgumentError } from 'commander';

/** Parses an option that is a number of percent in [0, 100]; commander names the option in front of the message. */
export function percent(text: string): number {
  const value = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('Give a number of percent from 0 to 100, such as 95 or 99.5.');
}
