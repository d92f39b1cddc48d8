/**
 * Exact Shapley values of a game with at most 16 players. `worth` has 2^players numbers; the bits of a place say who is in the coalition.
 * They add up to the worth of all less the worth of nobody (Shapley, 1953).
 */
export function shapleyValues(worth: ArrayLike<number>, players: number): Float64Array {
  if (worth.length !== 2 ** players) throw new RangeError(`${players} players make ${2 ** players} coalitions, not ${worth.length}`);
  const weights = coalitionWeights(players);
  const values = new Float64Array(players);
  for (let coalition = 0; coalition < worth.length; coalition += 1) {
    const before = worth[coalition] ?? 0;
    const weight = weights[sizeOf(coalition)] ?? 0;
    for (let player = 0; player < players; player += 1) {
      const bit = 1 << player;
      if ((coalition & bit) === 0) values[player] = (values[player] ?? 0) + weight * ((worth[coalition | bit] ?? 0) - before);
    }
  }
  return values;
}

/** s! (n − s − 1)! / n! by the size s of the coalition that a player joins. */
function coalitionWeights(players: number): Float64Array {
  const weights = new Float64Array(players);
  let weight = 1 / players;
  for (let size = 0; size < players; size += 1) {
    weights[size] = weight;
    weight *= (size + 1) / (players - size - 1);
  }
  return weights;
}

function sizeOf(coalition: number): number {
  let size = 0;
  for (let rest = coalition; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}
