import { expect, it } from 'vitest';
import type { ModelInput } from '../artifact/artifact-schema.js';
import { chooseBackground } from './choose-background.js';

const INPUTS: readonly ModelInput[] = [{ fact: 'x', kind: 'number', whenMissing: { value: 0, indicator: false } }];
const SCALER = { mean: [0], sd: [1], clip: 100 };

it('takes the most typical row first, then one for each other crowd, with its share as its weight', () => {
  const values = [
    ...Array.from({ length: 30 }, (_, index) => ({ x: index / 100 })),
    ...Array.from({ length: 10 }, (_, index) => ({ x: 50 + index / 100 })),
  ];
  const { rows } = chooseBackground(values, { inputs: INPUTS, scaler: SCALER }, 2);
  expect(Math.abs(Number(rows[0]?.values['x']) - 0.15)).toBeLessThan(0.3);
  expect(Number(rows[1]?.values['x'])).toBeGreaterThan(49);
  expect(rows.map(({ weight }) => Number(weight.toFixed(6)))).toEqual([0.75, 0.25]);
});

it('has no row twice, and no more than there are', () => {
  expect(chooseBackground([{ x: 1 }, { x: 1 }, { x: 1 }], { inputs: INPUTS, scaler: SCALER }, 2).rows).toEqual([
    { values: { x: 1 }, weight: expect.closeTo(1, 9) },
  ]);
});
