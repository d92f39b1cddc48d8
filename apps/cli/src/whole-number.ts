import { InvalidArgumentError } from 'commander';

/** A parser for an option that is a whole number in [min, max]; commander names the option in front of the message. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Give a whole number from ${min.toLocaleString('en-GB')} to ${max.toLocaleString('en-GB')}.`);
  };
}
