import { describe, expect, it } from 'vitest';
import { listMatcher, rowFlaw } from './list-matcher.js';

describe('listMatcher', () => {
  it('by default wants the row itself', () => {
    const holds = listMatcher('exact', new Set(['a', 'b']));
    expect(['a', 'b', 'ab', 'A', ''].map(holds)).toEqual([true, true, false, false, false]);
  });

  it('by prefix wants the beginning', () => {
    const holds = listMatcher('prefix', new Set(['4111', '41', 'x']));
    expect(['4111', '4199', '41', '4', 'xyz', 'ax'].map(holds)).toEqual([true, true, true, false, true, false]);
  });

  it('by network looks an address up in networks of any size, of either version', () => {
    const holds = listMatcher('cidr', new Set(['10.0.0.0/8', '192.168.1.128/25', '8.8.8.8', '2001:db8::/33', '0.0.0.0/32']));
    expect(['10.255.0.1', '11.0.0.1', '192.168.1.127', '192.168.1.128', '8.8.8.8', '8.8.8.9', '0.0.0.0'].map(holds)).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
      true,
    ]);
    expect(['2001:db8:7fff::1', '2001:db8:8000::', '::ffff:10.1.1.1', '::'].map(holds)).toEqual([true, false, true, false]);
    expect(['', 'localhost', '10.1.1', '10.0.0.0/8'].map(holds)).toEqual([undefined, undefined, undefined, undefined]);
    expect(listMatcher('cidr', new Set(['0.0.0.0/0']))('1.2.3.4')).toBe(true);
  });

  it('by range compares the first digits, also where ranges overlap or have several lengths', () => {
    const holds = listMatcher(
      'range',
      new Set(['400000-400099', '400050-400200', '41-42', '000000-000009', '999999999999990-999999999999999']),
    );
    const digits = [
      '4000001111',
      '400200',
      '4002010000',
      '4300000000000000',
      '4299999999999999',
      '0000051',
      '0000101000000000',
      '9999999999999955',
    ];
    expect(digits.map(holds)).toEqual([true, true, undefined, false, true, true, false, true]);
    expect(['40', '5', 'abc', '', '4000-1'].map(holds)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('agrees with a walk over all rows', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `${((index * 7919) % 9000) + 1000}`);
    const ranges = new Set(rows.map((row) => `${row}-${Math.min(9999, Number(row) + (Number(row) % 17))}`));
    const holds = listMatcher('range', ranges);
    for (let number = 1000; number < 10_000; number += 1) {
      const walked = rows.some((row) => number >= Number(row) && number <= Number(row) + (Number(row) % 17));
      expect(holds(`${number}55`)).toBe(walked);
    }
  });
});

describe('rowFlaw', () => {
  it.each([
    ['cidr', '10.0.0.0/8', undefined],
    ['cidr', '10.0.0.1', undefined],
    ['cidr', '10.0.0.1/8', /no network/],
    ['cidr', '10.0.0.0/33', /no network/],
    ['cidr', '10.0.0.0/08', /no network/],
    ['cidr', '2001:db8::/129', /no network/],
    ['cidr', 'x', /no network/],
    ['range', '400000-499999', undefined],
    ['range', '4', undefined],
    ['range', '5-4', /no range/],
    ['range', '4-44', /no range/],
    ['range', '4-4-4', /no range/],
    ['range', '1234567890123456', /no range/],
    ['prefix', 'anything', undefined],
    ['exact', 'anything', undefined],
  ] as const)('%s %s', (match, row, message) => {
    expect(rowFlaw(match, row)?.message ?? 'no flaw').toMatch(message ?? /^no flaw$/);
  });
});
