/** Significant digits without leading and trailing zeros, and the power of ten of the first one: the same for `1.50`, `15e-1` and `1.5`. */
interface Normalised {
  readonly digits: string;
  readonly exponent: number;
}

/** Decimals of up to 15 digits always survive the way into a double and back, as long as the exponent is far from both ends. */
const SURE_DIGITS = 15;
const SURE_EXPONENT = 290;

/** Why a JSON number cannot be kept as a double. */
export type NumberLoss = 'overflow' | 'beyond-safe-integers' | 'too-many-digits';

/**
 * Does the double `value`, parsed from the JSON number `text`, stand for exactly what was written? Compared are the normalised digits of
 * the text and of the shortest text that leads back to the double. Whole numbers beyond 2^53 − 1 are refused however they are written,
 * because their neighbours cannot be told apart; so what is accepted is still accepted after `JSON.stringify`.
 */
export function lossOf(text: string, value: number): NumberLoss | undefined {
  if (!Number.isFinite(value)) return 'overflow';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 'beyond-safe-integers';
  const written = normalise(text);
  if (written.digits.length <= SURE_DIGITS && Math.abs(written.exponent) <= SURE_EXPONENT) return undefined;
  const kept = normalise(String(value));
  return written.digits === kept.digits && written.exponent === kept.exponent ? undefined : 'too-many-digits';
}

function normalise(text: string): Normalised {
  const mark = text.search(/[eE]/);
  const mantissa = (mark < 0 ? text : text.slice(0, mark)).replace('-', '');
  const power = mark < 0 ? 0 : Number(text.slice(mark + 1));
  const point = mantissa.indexOf('.');
  const whole = point < 0 ? mantissa.length : point;
  const all = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  const first = firstSignificant(all);
  const digits = all.slice(first, endOfSignificant(all, first));
  return digits === '' ? { digits, exponent: 0 } : { digits, exponent: power + whole - first - 1 };
}

/** Loops, not regular expressions: `/0+$/` takes quadratic time on a long run of zeros followed by a digit. */
function firstSignificant(digits: string): number {
  let index = 0;
  while (index < digits.length && digits.charCodeAt(index) === 0x30) index += 1;
  return index;
}

function endOfSignificant(digits: string, first: number): number {
  let end = digits.length;
  while (end > first && digits.charCodeAt(end - 1) === 0x30) end -= 1;
  return end;
}
