const MAX_STEPS = 1000;
const PRECISION = 1e-14;

/** ln Γ(x) for x > 0, by Lanczos' approximation (g = 7, nine terms): relative error below 1e-14. */
export function logGamma(x: number): number {
  const terms = [
    0.999_999_999_999_809_9, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_1, -176.615_029_162_140_6,
    12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6, 1.505_632_735_149_311_6e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = terms.reduce((total, term, index) => (index === 0 ? term : total + term / (shifted + index)), 0);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** P(χ² ≥ x) with `freedom` degrees of freedom: the upper regularised gamma function Q(freedom / 2, x / 2). */
export function chiSquaredTail(x: number, freedom: number): number {
  if (!(x > 0)) return 1;
  const [a, z] = [freedom / 2, x / 2];
  const factor = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - factor * seriesOf(a, z) : factor * fractionOf(a, z);
}

/** The x with P(χ² ≥ x) = `tail`, by halving: to ten figures. */
export function chiSquaredQuantile(tail: number, freedom: number): number {
  let low = 0;
  let high = freedom + 10;
  while (chiSquaredTail(high, freedom) > tail) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (chiSquaredTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** Σ z^n / (a (a + 1) … (a + n)). */
function seriesOf(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_STEPS && Math.abs(term) > sum * PRECISION; n += 1) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** The continued fraction of Γ(a, z) / (z^a e^−z), by Lentz' method. */
function fractionOf(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MAX_STEPS; n += 1) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return value;
}
