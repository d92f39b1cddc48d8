import { describe, expect, it } from 'vitest';
import { seededNumbers } from '../testing/seeded-numbers.js';
import { faultLine } from './fault.js';
import { instantMs } from './instant.js';
import type { JsonObject, JsonValue } from './json.js';
import { compileRequestSchema } from './request-schema.js';

/** `if` and `then` come from text, because an object literal with `then` looks like a promise. */
function conditional(condition: string, consequence: string): JsonObject {
  return JSON.parse(`{"if": ${condition}, "then": ${consequence}}`);
}

const closed = { type: 'object', additionalProperties: false } as const;
const schema: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...closed,
  required: ['id', 'at'],
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 4 },
    at: { type: 'string', format: 'date-time' },
    amount: { type: 'integer', minimum: 0 },
    ip: {
      anyOf: [
        { type: 'string', format: 'ipv4' },
        { type: 'string', format: 'ipv6' },
      ],
    },
    kind: { type: 'string', enum: ['a', 'b'] },
    'a/b': { ...closed, properties: { lat: { type: 'number' } }, required: ['lat'] },
    tags: { type: 'array', maxItems: 2, items: { type: 'string' } },
  },
  ...conditional('{"properties": {"kind": {"const": "b"}}, "required": ["kind"]}', '{"required": ["amount"]}'),
};

function parser(of: JsonObject = schema) {
  const compiled = compileRequestSchema(of);
  if (!compiled.ok) throw new Error(compiled.faults.map(faultLine).join('\n'));
  return compiled.value;
}

function bodyFaults(body: JsonValue, of?: JsonObject) {
  const result = parser(of)(body);
  if (result.ok) throw new Error('accepted');
  return result.faults.map((fault) => [fault.pointer, fault.message, fault.mend].join(' | '));
}

function schemaFaults(of: JsonObject) {
  const result = compileRequestSchema(of);
  if (result.ok) throw new Error('accepted');
  return result.faults.map((fault) => `${fault.pointer} ${fault.message}`);
}

const good = { id: 'x', at: '2026-03-01T14:20:11+01:00' };

describe('a compiled request schema', () => {
  it('gives back a body that fits, as it is', () => {
    const body = { ...good, amount: 1, ip: '2001:db8::1', kind: 'b', 'a/b': { lat: 1.5 }, tags: ['x'] };
    const result = parser()(body);
    expect(result).toEqual({ ok: true, value: body });
    expect(result.ok && result.value).toBe(body);
  });

  it('names every fault, each where it has to be mended', () => {
    const body = { at: 'now', amount: '9e3', ip: '1.2.3', kind: 'c', 'a/b': { lat: null, lon: 1 }, tags: ['x', 2, 'z'], 'e~f': 1 };
    const faults = bodyFaults(body);
    const expected = [
      / \| The property "id" is missing\. \| Add "id"\.$/,
      /^\/e~0f \| The property "e~f" is not known\./,
      /^\/at \| This must be a date and time by RFC 3339.*2026/,
      /^\/amount \| This must be a whole number\. \| Send a whole number\.$/,
      /^\/ip \| This fits none of the forms.*Send an IPv4 address.*, or an IPv6 address/,
      /^\/kind \| This must be one of "a", "b"\./,
      /^\/a~1b\/lat \| This must be a number\./,
      /^\/a~1b\/lon \| The property "lon" is not known\./,
      /^\/tags\/1 \| This must be a string\./,
      /^\/tags \| This must be a list of at most 2 items\./,
    ];
    expect(expected.map((message) => faults.filter((fault) => message.test(fault)).length)).toEqual(expected.map(() => 1));
    expect(faults).toHaveLength(expected.length);
  });

  it('changes and completes nothing', () => {
    expect(bodyFaults({ ...good, amount: '5' })).toHaveLength(1);
    expect(bodyFaults({ ...good, amount: null })).toHaveLength(1);
    expect(bodyFaults({ ...good, tags: 'x' })).toHaveLength(1);
  });

  it('refuses a default, which would never be filled in', () => {
    const withDefault = { ...closed, properties: { a: { type: 'string', default: 'x' }, default: { type: 'string' } } };
    expect(compileRequestSchema(withDefault)).toMatchObject({ ok: false, faults: [{ pointer: '/properties/a/default' }] });
  });

  it('tells what a condition asks for, without the condition', () => {
    expect(bodyFaults({ ...good, kind: 'b' })).toEqual([' | The property "amount" is missing. | Add "amount".']);
  });

  it('names at most a hundred faults', () => {
    expect(bodyFaults({ ...good, ...Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1])) })).toHaveLength(100);
  });

  it('looks at own properties only', () => {
    const named = { ...closed, required: ['constructor'], properties: { constructor: { type: 'string' } } };
    expect(bodyFaults({}, named)).toEqual([' | The property "constructor" is missing. | Add "constructor".']);
    expect(bodyFaults({ toString: 1 }, named)).toHaveLength(2);
  });

  it.each([[null], ['text'], [[]], [1]])('refuses %j, which is no object', (body) => {
    expect(bodyFaults(body)).toEqual([' | This must be an object. | Send an object.']);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-03-01T23:59:60Z',
    '2026-03-01 10:00:00Z',
    '2026-03-01T10:00:00',
    '2026-03-01T24:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-03-01T10:00:00+24:00',
    '2026-03-01t24:00:00z',
    '2026-02-30t00:00:00z',
    '2026-03-01T10:00:001Z',
    '2026-03-01T10:00:00.Z',
  ])('refuses the date-time %s, which clocks read differently', (at) => {
    expect(bodyFaults({ ...good, at })).toHaveLength(1);
  });

  it.each([
    '2024-02-29T00:00:00Z',
    '2026-12-31T23:59:59Z',
    '0000-02-29T00:00:00Z',
    '2000-02-29T10:00:00.123456+05:30',
    '2026-12-31T23:59:59-11:00',
    '2026-12-31t23:59:59z',
    '2026-12-31T23:59:59.1234567890Z',
    '2026-12-31t23:59:59.999999999999999-11:00',
  ])('accepts the date-time %s', (at) => {
    expect(parser()({ ...good, at }).ok).toBe(true);
  });

  it('takes a time in small letters, and with any fraction, for the same time, cut to milliseconds', () => {
    const random = seededNumbers(7);
    const parse = parser();
    for (let turn = 0; turn < 2000; turn += 1) {
      const plain = new Date(Math.floor(random() * 4e12)).toISOString();
      const offset =
        turn % 2 === 0 ? 'Z' : `${turn % 4 === 1 ? '+' : '-'}${String(turn % 24).padStart(2, '0')}:${turn % 8 === 3 ? '30' : '45'}`;
      const local = plain.slice(0, -1);
      const at = `${local}${String(turn).repeat(turn % 5)}${offset}`.toLowerCase();
      expect([at, parse({ ...good, at }).ok]).toEqual([at, true]);
      expect([at, instantMs(at)]).toEqual([at, Date.parse(`${local}${offset}`)]);
    }
  });
});

describe('compileRequestSchema', () => {
  it('wants every object closed, wherever it stands', () => {
    const open = { type: 'object', properties: { a: { type: 'string' } } };
    const faults = schemaFaults({
      type: 'object',
      properties: { list: { type: 'array', items: open }, either: { anyOf: [open] }, ref: { $ref: '#/$defs/open' } },
      $defs: { open },
    });
    expect(faults).toEqual(
      ['', '/properties/list/items', '/properties/either/anyOf/0', '/$defs/open'].map(
        (at) => `${at} This object is open: it lets unknown properties in.`,
      ),
    );
  });

  it('lets conditions about a closed object be open', () => {
    const properties = { a: { type: 'string' }, b: { type: 'string' } };
    const branch = { type: 'object', properties: { a: { const: 'x' } }, required: ['a'] };
    expect(compileRequestSchema({ ...closed, properties, ...conditional(JSON.stringify(branch), '{"required": ["b"]}') }).ok).toBe(true);
    expect(compileRequestSchema({ type: 'object', properties, unevaluatedProperties: false, allOf: [branch] }).ok).toBe(true);
  });

  it('names all unknown keywords', () => {
    expect(schemaFaults({ ...closed, properties: { a: { type: 'string', maxLenght: 3 }, b: { type: 'number', min: 0 } } })).toEqual([
      '/properties/a/maxLenght "maxLenght" is no JSON Schema keyword.',
      '/properties/b/min "min" is no JSON Schema keyword.',
    ]);
  });

  it('names all wrong keyword values', () => {
    expect(
      schemaFaults({ ...closed, properties: { a: { type: 'string', minLength: 'x' }, b: { type: 'strnig' }, c: { enum: 1 } } }),
    ).toEqual([
      '/properties/a/minLength This must be a whole number.',
      expect.stringMatching(/^\/properties\/b\/type This fits none of the forms/),
      '/properties/c/enum This must be a list.',
    ]);
  });

  it('refuses another dialect', () => {
    expect(schemaFaults({ ...closed, $schema: 'http://json-schema.org/draft-07/schema#' })).toEqual([
      '/$schema The request schema is of another dialect.',
    ]);
  });

  it('compiles one schema again and again, and two with the same $id', () => {
    const named = {
      ...closed,
      $id: 'https://example.org/a.json',
      $defs: { x: { type: 'string' } },
      properties: { a: { $ref: '#/$defs/x' } },
    };
    expect([named, named, { ...named, properties: {} }].map((one) => compileRequestSchema(one).ok)).toEqual([true, true, true]);
  });

  it('names required properties that do not exist', () => {
    expect(schemaFaults({ ...closed, required: ['a', 'b'], properties: { a: { type: 'string' } } })).toEqual([
      '/required/1 "b" is required, but is no property of this object.',
    ]);
  });

  it.each([
    ['an unknown format', { a: { type: 'string', format: 'iban' } }, /^\/properties\/a .*iban|iban/],
    ['a foreign reference', { a: { $ref: 'https://example.org/x.json' } }, /example\.org/],
    ['a bad pattern', { a: { type: 'string', pattern: '(' } }, /pattern|regular expression/i],
    ['a union of types', { a: { type: ['string', 'number'] } }, /more than one type/],
  ])('refuses %s', (_what, properties, message) => {
    expect(schemaFaults({ ...closed, properties })).toEqual([expect.stringMatching(message)]);
  });

  it('runs patterns in linear time, each as itself, and refuses those that cannot be', () => {
    const properties = { bomb: { type: 'string', pattern: '^(a+)+$' }, code: { type: 'string', pattern: '^(b|c)+$' } };
    const parse = compileRequestSchema({ ...closed, properties, patternProperties: { '^(x+)+$': { type: 'number' } } });
    if (!parse.ok) throw new Error(JSON.stringify(parse.faults));
    const before = process.cpuUsage();
    expect(parse.value({ bomb: `${'a'.repeat(60_000)}!`, code: 'bcb', [`${'x'.repeat(500)}!`]: 1 })).toMatchObject({
      ok: false,
      faults: [{ pointer: `/${'x'.repeat(500)}!` }, { pointer: '/bomb' }],
    });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
    expect(parse.value({ bomb: 'aaa', code: 'bcb', xx: 1 })).toMatchObject({ ok: true });
    expect(
      schemaFaults({ ...closed, properties: { a: { type: 'string', pattern: '(a)\\1' } }, patternProperties: { '(?=a)': true } }),
    ).toEqual([
      expect.stringMatching(/^\/patternProperties\/\(\?=a\) RE2 cannot run the pattern/),
      expect.stringMatching(/^\/properties\/a\/pattern RE2 cannot run the pattern/),
    ]);
  });

  it('refuses a request that is no object', () => {
    expect(schemaFaults({ type: 'array', items: { type: 'string' } })).toEqual([' A request must be an object.']);
  });
});
