import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInteger, readMinorUnits, readNumber } from './decimal.js';

describe('readMinorUnits', () => {
  it.each([
    ['1.1', 2, 110],
    ['0.07', 2, 7],
    ['1.005', 3, 1005],
    ['43', 2, 4300],
    ['12.5000', 2, 1250],
    ['-3.2', 2, -320],
    ['-0', 2, 0],
    ['250', 0, 250],
    ['90071992547409.91', 2, 9007199254740991],
  ])('takes %s with %i decimals for %i', (text, decimals, units) => {
    expect(readMinorUnits(text, decimals)).toEqual({ ok: true, value: units });
  });

  it.each(['', ' 1', '1e3', '1,000.00', '0x10', 'NaN', '.5', '5.', '1.2.3', '12.345', '90071992547409.92'])('refuses %j', (text) => {
    expect(readMinorUnits(text, 2).ok).toBe(false);
  });

  it('gives back every amount that was written in two decimals', () => {
    assert(
      property(integer({ min: 0, max: 1e12 }), (units) => {
        const text = `${Math.floor(units / 100)}.${String(units % 100).padStart(2, '0')}`;
        expect(readMinorUnits(text, 2)).toEqual({ ok: true, value: units });
      }),
    );
  });
});

it('reads numbers and whole numbers, and nothing that only looks like one', () => {
  expect(readNumber('-117.6448')).toEqual({ ok: true, value: -117.6448 });
  expect(readNumber('1e5').ok).toBe(false);
  expect(readInteger('12.0')).toEqual({ ok: true, value: 12 });
  expect(readInteger('12.5').ok).toBe(false);
});
