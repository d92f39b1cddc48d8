import { describe, expect, it } from 'vitest';
import { referenceProfileSchema } from '../contract/reference-profile.js';
import { DriftBins } from './drift-bins.js';
import { fitReference } from './fit-reference.js';

describe('fitReference', () => {
  const amounts = Array.from({ length: 1000 }, (_, index) => index + 1);
  const reference = fitReference(
    amounts.map((amount) => amount / 1000),
    [
      { name: 'amount', kind: 'number', values: amounts.map((amount) => (amount <= 100 ? undefined : amount)) },
      { name: 'count', kind: 'number', values: amounts.map((amount) => (amount <= 750 ? 0 : amount % 3)) },
      { name: 'constant', kind: 'number', values: amounts.map(() => 7) },
      { name: 'never', kind: 'number', values: amounts.map(() => NaN) },
      { name: 'isNew', kind: 'category', values: amounts.map((amount) => amount <= 50) },
      { name: 'town', kind: 'category', values: amounts.map((amount) => (amount <= 500 ? 'A' : `T${amount}`)) },
    ],
  );

  it('is of the form that an artifact keeps', () => {
    expect(referenceProfileSchema.parse(JSON.parse(JSON.stringify(reference)))).toEqual(reference);
  });

  it('has the nine inner deciles, a missing share, and a bin for each value that many rows have', () => {
    expect(reference.score.edges).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(reference.features['amount']).toMatchObject({ missing: 0.1, edges: [190, 280, 370, 460, 550, 640, 730, 820, 910] });
    expect(reference.features['count']).toEqual({ kind: 'number', edges: [0, 1], shares: [0.833, 0.084, 0.083], missing: 0 });
    expect(reference.features['constant']).toEqual({ kind: 'number', edges: [], shares: [1], missing: 0 });
    expect(reference.features['never']).toMatchObject({ shares: [1], missing: 1 });
    expect(reference.features['isNew']).toEqual({ kind: 'category', shares: { true: 0.05, false: 0.95 }, missing: 0 });
  });

  it('counts rare categories together, and then takes one that was never seen for rare', () => {
    const town = reference.features['town'];
    expect(town?.kind === 'category' && Object.keys(town.shares).length).toBe(101);
    expect(town?.kind === 'category' && town.shares['*']).toBeCloseTo(0.401, 10);
    const bins = new DriftBins(reference);
    const counts = new Uint32Array(bins.size);
    bins.count(counts, { request: {}, features: { town: 'nowhere', isNew: 'perhaps' }, score: 0.05 });
    const at = (name: string): (typeof bins.features)[number] => bins.features.find((feature) => feature.name === name)!;
    expect(counts[at('town').offset + at('town').bins]).toBe(0);
    expect(counts[at('isNew').offset + at('isNew').bins]).toBe(1);
    expect(counts[at('amount').offset + at('amount').bins + 1]).toBe(1);
  });

  it.each([
    [{ edges: [1, 1], shares: [0.5, 0.2, 0.3] }, 'ascend'],
    [{ edges: [1], shares: [0.5, 0.2, 0.3] }, '2 bins'],
    [{ edges: [1], shares: [0.5, 0.2] }, 'sum to 1'],
  ])('is refused with edges and shares that do not fit (%#)', (score, message) => {
    const parsed = referenceProfileSchema.safeParse({ ...reference, score });
    expect(parsed.error?.message).toContain(message);
  });
});
