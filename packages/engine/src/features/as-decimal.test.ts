import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDecimal } from './as-decimal.js';

const cents = fc.array(fc.integer({ min: -100_000_000, max: 100_000_000 }), { maxLength: 200 });
const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

describe('a number that was meant', () => {
  it('is the sum of cents, whatever was added in whichever order', () => {
    fc.assert(
      fc.property(cents, (amounts) => {
        expect(asDecimal(total(amounts.map((amount) => amount / 100)))).toBe(total(amounts) / 100);
      }),
    );
  });

  it.each([
    ['five transfers', 1446.3 + 386.36 + 1905.99 + 816.2 + 445.15, 5000],
    ['a difference of nothing', 0.1 + 0.2 - 0.3, 0],
    ['a negative hair', -1e-17, 0],
    ['six decimals', 0.1 + 0.2 + 0.000001, 0.300001],
    ['a third', 1 / 3, 1 / 3],
    ['seven decimals', 0.1234567, 0.1234567],
    ['a hair that is no rounding', 5000 - 1e-8, 5000 - 1e-8],
    ['more than a double can tell', 2 ** 53 + 2, 2 ** 53 + 2],
    ['the least', -Number.MAX_VALUE, -Number.MAX_VALUE],
    ['no number', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('%s', (_name, x, wanted) => {
    expect(asDecimal(x)).toBe(wanted);
  });

  it('stays what it is when asked again', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(asDecimal(asDecimal(x))).toBe(asDecimal(x));
      }),
    );
  });
});
