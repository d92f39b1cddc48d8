import { describe, expect, it } from 'vitest';
import { CustomerWeights } from './customer-weights.js';
import { DayTally } from './day-tally.js';
import { ReplicatedCount, ReplicatedSum } from './replicated.js';

const REPLICATES = 50;

describe('what is added up in every replicate', () => {
  const weights = new CustomerWeights(REPLICATES);
  const customers = Array.from({ length: 500 }, (_, at) => `c${at % 70}`);

  it('counts as adding weights one by one does, also when many packed ones are pending', () => {
    const count = new ReplicatedCount(REPLICATES);
    const plain = Array.from({ length: REPLICATES }, () => 0);
    for (const customer of customers) {
      const own = weights.of(customer);
      count.add(own);
      own.each.forEach((weight, at) => (plain[at] = plain[at]! + weight));
    }
    expect([...count.replicates]).toEqual(plain);
    expect(count.value).toBe(500);
  });

  it('holds the largest weights in a packed byte', () => {
    const count = new ReplicatedCount(4);
    const each = new Uint8Array([12, 12, 12, 12]);
    for (let at = 0; at < 100; at += 1) count.add({ each, packed: new Int32Array(each.buffer) });
    expect([...count.replicates]).toEqual([1200, 1200, 1200, 1200]);
  });

  it('sums cents without rounding on the way', () => {
    const sum = new ReplicatedSum(REPLICATES);
    for (const customer of customers) sum.add(0.1, weights.of(customer));
    expect(sum.value).toBe(50);
    sum.add(-1_000_000_000_000.37, weights.of('c1'));
    sum.add(1_000_000_000_000.37, weights.of('c1'));
    expect(sum.value).toBe(50);
  });
});

describe('days', () => {
  it('beyond ten years are those that are latest, in whatever order they come', () => {
    const numbers = Array.from({ length: 4000 }, (_, at) => (at * 1237) % 4000);
    const told = (order: readonly number[]): readonly string[] => {
      const days = new DayTally(2);
      const own = new CustomerWeights(2).of('c');
      for (const number of order) days.add(number * 86_400_000, { current: 'pass', candidate: 'review' }, own);
      return days.finish().map(({ day, decisions }) => `${day} ${decisions}`);
    };
    const twice = [...numbers, ...numbers];
    expect(told(twice)).toHaveLength(3660);
    expect(told(twice)).toEqual(told(twice.toReversed()));
    expect(told(twice)[0]).toBe('1970-12-07 2');
  });
});
