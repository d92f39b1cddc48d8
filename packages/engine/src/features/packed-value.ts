import type { Scalar } from '../contract/json.js';

/**
 * Values of any kind as one double each, so that history is columns of plain numbers. Numbers stand for themselves; texts are their hash,
 * and both texts and booleans lie where no amount, count or time ever does (beyond ±2^1020 ≈ 1.1e307).
 */
const EDGE = 2 ** 1020;
const TRUE_CODE = -1.5 * EDGE;
const FALSE_CODE = -EDGE;
const TWO_32 = 2 ** 32;
const TWO_52 = 2 ** 52;

/** The code of a value; NaN: absent, or a number beyond ±2^1020. Texts have the same code when they are the same, or once in 2^52. */
export function codeOf(value: Scalar): number {
  if (typeof value === 'number') return value > -EDGE && value < EDGE ? value + 0 : Number.NaN;
  if (typeof value === 'boolean') return value ? TRUE_CODE : FALSE_CODE;
  const hash = textHash(value);
  return EDGE * (1 + (hash % TWO_52) / TWO_52);
}

/** Is it the code of a number? */
export function isNumberCode(code: number): boolean {
  return code > -EDGE && code < EDGE;
}

/** Is it the code of a text? The text itself stands elsewhere. */
export function isTextCode(code: number): boolean {
  return code >= EDGE;
}

/** The boolean of a code that is neither a number's nor a text's. */
export function booleanOf(code: number): boolean | undefined {
  if (code === TRUE_CODE) return true;
  return code === FALSE_CODE ? false : undefined;
}

/**
 * A whole number of 53 bits from a text: two lanes of 32 bits over its UTF-16 units, with the multipliers and the last mixing of
 * MurmurHash3 (A. Appleby, 2011, public domain). For names, not against someone who seeks a collision.
 */
export function textHash(text: string): number {
  let one = 0x9e3779b9 ^ text.length;
  let two = 0x7f4a7c15;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0xcc9e2d51);
    one = (one << 15) | (one >>> 17);
    two = Math.imul(two ^ unit, 0x1b873593);
    two = (two << 13) | (two >>> 19);
  }
  one = mixed(one ^ (two >>> 16));
  two = mixed(two ^ Math.imul(one, 5));
  return (one & 0x1fffff) * TWO_32 + (two >>> 0);
}

function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
