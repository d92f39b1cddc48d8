import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.js';

function faultOf(text: string, limits = {}) {
  const result = parseStrictJson(text, limits);
  if (result.ok) throw new Error(`accepted: ${text}`);
  return result.fault;
}

function valueOf(text: string) {
  const result = parseStrictJson(text);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

describe('numbers', () => {
  it.each([
    '0',
    '-0',
    '12',
    '-1.5',
    '1e6',
    '1.50',
    '0.1',
    '0.30000000000000004',
    '9007199254740991',
    '1E-7',
    '5e-324',
    '2.5e-10',
    '0.000',
    '1.7976931348623157e-300',
  ])('keeps %s', (text) => {
    expect(valueOf(text)).toBe(Number(text) + 0);
  });

  it.each([
    ['1e400', /larger than any number/],
    ['-1e999', /larger than any number/],
    ['9007199254740992', /beyond 2\^53/],
    ['9007199254740993.0', /beyond 2\^53/],
    ['1e20', /beyond 2\^53/],
    ['0.1000000000000000055', /more digits/],
    ['1e-400', /more digits/],
    ['4.9e-324', /more digits/],
    ['123456789.12345678901', /more digits/],
    ['1.00000000000000001', /more digits/],
  ])('refuses %s', (text, message) => {
    expect(faultOf(`{"amount": ${text}}`)).toMatchObject({
      pointer: '/amount',
      line: 1,
      column: 12,
      message: expect.stringMatching(message),
    });
  });

  it.each(['01', '-', '.5', '1.', '+1', '1e', '0x10', 'NaN', 'Infinity', '1_000', '1.2.3', '--1'])(
    'refuses %s as no JSON number',
    (text) => {
      expect(faultOf(`[${text}]`).pointer).toMatch(/^\/0?$|^$/);
    },
  );
});

describe('what JSON.parse lets through', () => {
  it.each<[string, string, [string, number, RegExp]]>([
    ['a __proto__ key', '{"a":{"__proto__":{"admin":true}}}', ['/a/__proto__', 7, /__proto__/]],
    ['an escaped __proto__ key', '{"\\u005f_proto__":1}', ['/__proto__', 2, /__proto__/]],
    ['a repeated key', '{"a":1,"b":{},"a":2}', ['/a', 15, /stands twice/]],
    ['a repeated key in two spellings', '{"a":1,"\\u0061":2}', ['/a', 8, /stands twice/]],
    ['NUL', '{"a":"x\\u0000"}', ['/a', 8, /NUL/]],
    ['NUL in a name', '{"a":1,"\\u0000":1}', ['', 9, /NUL/]],
    ['a lone high surrogate', '{"a":"\\ud83d!"}', ['/a', 6, /surrogate/]],
    ['a lone low surrogate in a name', '{"\\ude00":1}', ['', 2, /surrogate/]],
    ['a raw lone surrogate', '["\ud83d"]', ['/0', 2, /surrogate/]],
  ])('refuses %s', (_what, text, [pointer, column, message]) => {
    expect(faultOf(text)).toMatchObject({ pointer, line: 1, column, message: expect.stringMatching(message), mend: expect.any(String) });
  });

  it('keeps names that only look dangerous as own members', () => {
    const value = valueOf('{"constructor":1,"prototype":2,"toString":3,"hasOwnProperty":4}');
    expect(Object.entries(value ?? {})).toEqual([
      ['constructor', 1],
      ['prototype', 2],
      ['toString', 3],
      ['hasOwnProperty', 4],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('limits', () => {
  it('counts depth over objects and lists', () => {
    expect(parseStrictJson(`${'['.repeat(32)}${']'.repeat(32)}`).ok).toBe(true);
    expect(faultOf(`${'['.repeat(33)}${']'.repeat(33)}`)).toMatchObject({
      pointer: '/0'.repeat(32),
      column: 33,
      message: expect.stringMatching(/32 deep/),
    });
    expect(faultOf('{"a":[{}]}', { maxDepth: 2 }).pointer).toBe('/a/0');
    expect(faultOf('['.repeat(500_000)).message).toMatch(/32 deep/);
  });

  it('counts UTF-8 bytes', () => {
    const limits = { maxBytes: 10 };
    expect(parseStrictJson('"12345678"', limits).ok).toBe(true);
    expect(faultOf('"123456789"', limits).message).toMatch(/longer than 10 bytes/);
    expect(parseStrictJson('"éééé"', limits).ok).toBe(true);
    expect(faultOf('"ééééé"', limits).message).toMatch(/bytes/);
    expect(parseStrictJson('"😀😀"', limits).ok).toBe(true);
    expect(faultOf('"😀😀é"', limits).message).toMatch(/bytes/);
    expect(faultOf('"€€€"', { maxBytes: 10 }).message).toMatch(/bytes/);
  });
});

describe('places', () => {
  it('names line and column over several lines', () => {
    expect(faultOf('{\r\n  "a": 1,\n  "b": [true, fals]\n}')).toMatchObject({ pointer: '/b/1', line: 3, column: 15 });
  });

  it.each([
    ['', '', /ends where a value/],
    ['{"a":1} x', '', /follows the end/],
    ['[1,]', '/1', /No JSON value/],
    ['{"a":1,}', '', /member name/],
    ['{"a" 1}', '/a', /colon/],
    ['{"a":1 "b":2}', '/a', /comma or }/],
    ['[1 2]', '/0', /comma or \]/],
    ["{'a':1}", '', /double quotes/],
    ['// note', '', /comments/],
    ['{"a":"x', '/a', /inside a string/],
    ['["\\x"]', '/0', /escape/],
    ['["\\u12G4"]', '/0', /escape/],
    ['["a\nb"]', '/0', /control character/],
  ])('says what is wrong with %j', (text, pointer, message) => {
    expect(faultOf(text)).toMatchObject({ pointer, message: expect.stringMatching(message), mend: expect.any(String) });
  });

  it('skips a byte order mark', () => {
    expect(valueOf('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('locates any value lazily, by its pointer', () => {
    const text = '\ufeff{ "a~/b": [10, {"x": "}]", "y" : null}],\n  "\\u0062": {"": false},\n"c":-1e2}';
    const result = parseStrictJson(text);
    if (!result.ok) throw new Error('refused');
    expect(result.locate('')).toEqual({ line: 1, column: 2 });
    expect(result.locate('/a~0~1b/1/y')).toEqual({ line: 1, column: 35 });
    expect(result.locate('/b/')).toEqual({ line: 2, column: 18 });
    expect(result.locate('/c')).toEqual({ line: 3, column: 5 });
    for (const absent of ['/d', '/a~0~1b/2', '/a~0~1b/-1', '/a~0~1b/x', '/c/0', 'c']) expect(result.locate(absent)).toBeUndefined();
  });
});
