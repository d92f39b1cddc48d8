import { read, unreadable, type Reading } from './reading.js';

const DECIMAL = /^([+-]?)(\d{1,18})(?:\.(\d{1,18}))?$/;

/** A number written in decimals, without exponent, blank or separator of thousands. */
export function readNumber(text: string): Reading {
  if (!DECIMAL.test(text))
    return unreadable(`${JSON.stringify(text)} is not a number.`, 'Write digits with at most one decimal point: 12.5.');
  return read(Number(text));
}

/** A whole number that a double keeps exactly. */
export function readInteger(text: string): Reading {
  return readMinorUnits(text, 0);
}

/**
 * A decimal amount as whole minor units. Digits are moved, never multiplied: 1.1 × 100 is 110.00000000000001 in binary.
 * Decimals beyond the currency's must be zeros.
 */
export function readMinorUnits(text: string, decimals: number): Reading {
  const match = DECIMAL.exec(text);
  if (match === null) return unreadable(`${JSON.stringify(text)} is not a number.`, `Write digits with at most ${decimals} decimals.`);
  const [, sign = '', whole = '', fraction = ''] = match;
  const beyond = fraction.slice(decimals);
  if (/[1-9]/.test(beyond))
    return unreadable(
      `${JSON.stringify(text)} has more than ${decimals} decimals.`,
      'Correct the row, or the number of decimals in the map.',
    );
  const units = Number(`${sign}${whole}${fraction.slice(0, decimals).padEnd(decimals, '0')}`);
  if (!Number.isSafeInteger(units)) return unreadable(`${text} is too large to be kept exactly.`);
  return read(units === 0 ? 0 : units);
}
