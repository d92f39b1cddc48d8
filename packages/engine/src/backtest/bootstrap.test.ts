import { describe, expect, it } from 'vitest';
import { CustomerWeights } from './customer-weights.js';
import { estimateOf, ratioOf, ReplicatedCount, shareOf } from './replicated.js';

const REPLICATES = 200;

/** mulberry32: numbers in [0, 1), the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let drawn = Math.imul(state ^ (state >>> 15), 1 | state);
    drawn = (drawn + Math.imul(drawn ^ (drawn >>> 7), 61 | drawn)) ^ drawn;
    return ((drawn ^ (drawn >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('the weights of customers', () => {
  const weights = new CustomerWeights(REPLICATES);
  const drawn = Array.from({ length: 2000 }, (_, at) => [...weights.of(`customer-${at}`).each]);

  it('are Poisson(1), across customers and across replicates', () => {
    const all = drawn.flat();
    const share = (count: number): number => all.filter((weight) => weight === count).length / all.length;
    const expected = [0.3679, 0.3679, 0.1839, 0.0613, 0.0153];
    expected.forEach((probability, count) => expect(share(count)).toBeCloseTo(probability, 2));
    for (let replicate = 0; replicate < REPLICATES; replicate += 1) {
      const mean = drawn.reduce((sum, row) => sum + row[replicate]!, 0) / drawn.length;
      expect(Math.abs(mean - 1)).toBeLessThan(5 / Math.sqrt(drawn.length));
    }
  });

  it('are the same for the same customer, and unlike those of others', () => {
    expect([...new CustomerWeights(REPLICATES).of('customer-7').each]).toEqual(drawn[7]);
    const covariance = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, weight, at) => sum + (weight - 1) * (b[at]! - 1), 0) / REPLICATES;
    const between = drawn.slice(1).map((row, at) => covariance(row, drawn[at]!));
    const mean = between.reduce((sum, each) => sum + each, 0) / between.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(between.length * REPLICATES));
  });
});

describe('intervals', () => {
  /** Customers differ in how much they are defrauded, so decisions of one customer hang together. */
  function month(seed: number, clustered: boolean): { low95: number; high95: number } {
    const random = randomOf(seed);
    const weights = new CustomerWeights(REPLICATES);
    const frauds = new ReplicatedCount(REPLICATES);
    const decisions = new ReplicatedCount(REPLICATES);
    for (let customer = 0; customer < 300; customer += 1) {
      const rate = random() < 0.2 ? 0.5 : 0.05;
      for (let each = 0; each < 10; each += 1) {
        const own = weights.of(clustered ? `${seed}-${customer}` : `${seed}-${customer}-${each}`);
        decisions.add(own);
        if (random() < rate) frauds.add(own);
      }
    }
    return ratioOf(frauds, decisions)!;
  }

  const TRUE_RATE = 0.2 * 0.5 + 0.8 * 0.05;
  const covered = (clustered: boolean): number =>
    Array.from({ length: 300 }, (_, seed) => month(seed + 1, clustered)).filter(
      ({ low95, high95 }) => low95 <= TRUE_RATE && TRUE_RATE <= high95,
    ).length / 300;

  it('hold the truth in about 95 of 100 months when customers are resampled whole', () => {
    expect(covered(true)).toBeGreaterThan(0.91);
    expect(covered(true)).toBeLessThan(0.985);
  });

  it('would hold it far less often if decisions were taken for independent', () => {
    expect(covered(false)).toBeLessThan(0.88);
  });

  it('of a figure without replicates or denominator are bounded or absent', () => {
    const nothing = new ReplicatedCount(REPLICATES);
    expect(estimateOf(nothing)).toEqual({ value: 0, low95: 0, high95: 0 });
    expect(ratioOf(nothing, nothing)).toBeUndefined();
  });

  it('gives shares of few decisions, or without spread, the score interval of Wilson', () => {
    const of = (value: number, each: readonly number[]): { value: number; replicates: Float64Array } => ({
      value,
      replicates: Float64Array.from(each),
    });
    const one = of(1, [1, 2, 0, 1]);
    expect(shareOf(one, one)).toEqual({ value: 1, low95: expect.closeTo(0.2065, 4), high95: 1 });
    expect(shareOf(of(0, [0, 0, 0]), of(20, [18, 22, 20]))).toEqual({ value: 0, low95: 0, high95: expect.closeTo(0.1611, 4) });
    expect(shareOf(of(2, [1, 3, 2]), of(3, [3, 3, 2]))).toEqual({
      value: 2 / 3,
      low95: expect.closeTo(0.2077, 4),
      high95: expect.closeTo(0.9385, 4),
    });
    const many = [of(10, [8, 12, 9]), of(20, [20, 21, 19])] as const;
    expect(shareOf(...many)).toEqual(ratioOf(...many));
    expect(shareOf(of(0, [0]), of(0, [0]))).toBeUndefined();
  });
});
