import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.js';

const REFUSED = Symbol('refused');

/** What our parser answers: the value, or REFUSED when it refuses for one of the reasons that `allowed` names. */
function answerOf(text: string, allowed: RegExp) {
  const result = parseStrictJson(text);
  if (result.ok) return result.value;
  if (allowed.test(result.fault.message)) return REFUSED;
  throw new Error(`refused ${text}: ${result.fault.message}`);
}

/** What JSON.parse answers, with -0 written as 0. */
function libraryAnswer(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (value === 0 ? 0 : value));
}

describe('parseStrictJson against JSON.parse', () => {
  it('agrees on valid documents, however they are spaced', () => {
    const spaces = fc.constantFrom(undefined, 1, '\t', ' \n');
    const onPurpose = /beyond 2\^53|surrogate|NUL|__proto__/;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), spaces, (document, indent) => {
        const text = JSON.stringify(document, undefined, indent);
        const answer = answerOf(text, onPurpose);
        expect(answer === REFUSED || answer).toEqual(answer === REFUSED || libraryAnswer(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees on strings of every kind of character, escaped or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (name, text) => {
        fc.pre(name !== '__proto__' && !`${name}${text}`.includes('\0'));
        const raw = JSON.stringify({ [name]: text });
        const escaped = raw.replaceAll(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
        expect(answerOf(raw, /never/)).toEqual({ [name]: text });
        expect(answerOf(escaped, /never/)).toEqual({ [name]: text });
      }),
    );
  });

  it('accepts nothing that JSON.parse refuses, and refuses more only on purpose', () => {
    const tokens = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '0',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\\',
      '"',
      '\n',
      'x',
      '+',
    );
    fc.assert(
      fc.property(fc.array(tokens, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const valid = isValid(text);
        const result = parseStrictJson(text);
        expect(result.ok ? valid : !valid || /twice|digits|larger|beyond/.test(result.fault.message)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('numbers', () => {
  it('keeps every double as JSON.stringify writes it, unless it is a whole number beyond 2^53 - 1', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = JSON.stringify(number);
        const answer = answerOf(text, /beyond/);
        const beyond = Number.isInteger(number) && !Number.isSafeInteger(number);
        expect(answer === REFUSED ? REFUSED : JSON.stringify(answer)).toBe(beyond ? REFUSED : text);
      }),
      { numRuns: 5000 },
    );
  });

  it('refuses exactly the decimals that would change their value', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 22n }), fc.integer({ min: 1, max: 25 }), (digits, scale) => {
        const padded = digits.toString().padStart(scale + 1, '0');
        const text = `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
        const value = Number(text);
        const beyond = Number.isInteger(value) && !Number.isSafeInteger(value);
        expect(parseStrictJson(text).ok).toBe(!beyond && isSame(value, digits, scale));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('locate', () => {
  it('finds every value of any document', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2), (document, indent) => {
        const text = JSON.stringify(document, undefined, indent);
        const result = parseStrictJson(text);
        fc.pre(result.ok);
        for (const [pointer, value] of result.ok ? valuesOf('', result.value) : []) {
          const place = result.ok ? result.locate(pointer) : undefined;
          const line = text.split('\n')[(place?.line ?? 0) - 1] ?? '';
          expect(line.slice((place?.column ?? 0) - 1).startsWith(startOf(value))).toBe(true);
        }
      }),
    );
  });
});

function isValid(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Is the shortest text of `value` exactly digits / 10^scale? Compared as whole numbers, by cross-multiplication. */
function isSame(value: number, digits: bigint, scale: number): boolean {
  const [mantissa = '', power = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = Number(power) - fraction.length;
  const kept = BigInt(whole + fraction) * 10n ** BigInt(Math.max(shift, 0)) * 10n ** BigInt(scale);
  return kept === digits * 10n ** BigInt(Math.max(-shift, 0));
}

function startOf(value: unknown): string {
  if (Array.isArray(value)) return '[';
  return typeof value === 'object' && value !== null ? '{' : JSON.stringify(value);
}

function escapePart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function valuesOf(pointer: string, value: unknown): [string, unknown][] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[pointer, value], ...inner.flatMap(([name, member]) => valuesOf(`${pointer}/${escapePart(name)}`, member))];
}
