import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapleyValues } from './shapley-values.js';

/** By the definition: the mean, over all orders in which players may come, of what each adds when it comes. */
function byOrders(worth: readonly number[], players: number): number[] {
  const values = Array.from({ length: players }, () => 0);
  const orders = permutations(Array.from({ length: players }, (_, player) => player));
  for (const order of orders) {
    let coalition = 0;
    for (const player of order) {
      values[player]! += (worth[coalition | (1 << player)]! - worth[coalition]!) / orders.length;
      coalition |= 1 << player;
    }
  }
  return values;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

const games = fc
  .integer({ min: 1, max: 5 })
  .chain((players) =>
    fc.tuple(
      fc.constant(players),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 ** players, maxLength: 2 ** players }),
    ),
  );

describe('shapleyValues', () => {
  it('are what each player adds, over all orders', () => {
    fc.assert(
      fc.property(games, ([players, worth]) => {
        const values = shapleyValues(worth, players);
        byOrders(worth, players).forEach((value, player) => expect(values[player]).toBeCloseTo(value, 12));
      }),
    );
  });

  it('add up to the worth of all less that of nobody', () => {
    const worth = Float64Array.from({ length: 1024 }, (_, coalition) => Math.sin(coalition * 12.9898) ** 2);
    const sum = shapleyValues(worth, 10).reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(worth[1023]! - worth[0]!, 12);
  });

  it('give nothing to a player that never changes anything, and the same to two that do the same', () => {
    const worth = Array.from({ length: 8 }, (_, coalition) => ((coalition & 3) === 3 ? 1 : 0));
    expect([...shapleyValues(worth, 3)]).toEqual([0.5, 0.5, 0].map((value) => expect.closeTo(value, 12)));
  });

  it('refuse a game that is not whole', () => {
    expect(() => shapleyValues([0, 1, 2], 2)).toThrow('4 coalitions, not 3');
  });
});
