/** Up to here a millionth can be told from its neighbour in a double: x · 10⁶ stays below 2⁵³. */
const MOST = 2 ** 53 / 1e6;

/**
 * The number with at most six decimals that a result was meant to be: adding 0.10 ten times gives 0.9999999999999999, and a threshold of
 * 1 would not be reached. A result that lies farther from such a number than rounding can bring it (1e-12 of it, of 1 where it is
 * smaller) stays as it is.
 */
export function asDecimal(x: number): number {
  if (!(x < MOST && x > -MOST)) return x;
  // + 0: a negative number that is none is 0, not −0.
  const near = Math.round(x * 1e6) / 1e6 + 0;
  return Math.abs(x - near) <= 1e-12 * Math.max(1, Math.abs(x)) ? near : x;
}
