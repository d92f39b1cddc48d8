import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../contract/json.js';
import { factTypesOfSchema } from './schema-fact-types.js';

function typesOf(properties: JsonObject, $defs: JsonObject = {}) {
  const result = factTypesOfSchema({ type: 'object', properties, $defs });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return Object.fromEntries(result.value);
}

function faultsOf(properties: JsonObject, $defs: JsonObject = {}) {
  const result = factTypesOfSchema({ type: 'object', properties, $defs });
  return result.ok ? [] : result.faults.map((fault) => `${fault.pointer}: ${fault.message}`);
}

describe('factTypesOfSchema', () => {
  it('types scalars, lists and objects', () => {
    const position = { type: 'object', properties: { lat: { type: 'number' }, lon: { type: 'number' } } };
    expect(
      typesOf({
        n: { type: 'integer' },
        s: { type: 'string' },
        b: { type: 'boolean' },
        l: { type: 'array', items: { type: 'string' } },
        any: { type: 'array' },
        position,
      }),
    ).toEqual({
      n: { kind: 'number' },
      s: { kind: 'string' },
      b: { kind: 'boolean' },
      l: { kind: 'array', of: { kind: 'string' } },
      any: { kind: 'array' },
      position: { kind: 'object', fields: { lat: { kind: 'number' }, lon: { kind: 'number' } } },
    });
  });

  it('infers a type from values, references and alternatives', () => {
    expect(
      typesOf(
        {
          enum: { enum: ['a', 'b'] },
          const: { const: 1 },
          ref: { $ref: '#/$defs/money' },
          ip: { anyOf: [{ type: 'string', format: 'ipv4' }, { $ref: '#/$defs/v6' }] },
          size: { oneOf: [{ type: 'integer' }, { type: 'number' }] },
        },
        { money: { type: 'integer' }, v6: { type: 'string' } },
      ),
    ).toEqual({
      enum: { kind: 'string' },
      const: { kind: 'number' },
      ref: { kind: 'number' },
      ip: { kind: 'string' },
      size: { kind: 'number' },
    });
  });

  it('refuses what is of no one kind', () => {
    expect(
      faultsOf({
        mixed: { anyOf: [{ type: 'string' }, { type: 'number' }] },
        values: { enum: ['a', 1] },
        nothing: {},
        open: true,
        nil: { type: 'null' },
        union: { type: ['string', 'null'] },
        ref: { $ref: 'other.json' },
        lost: { $ref: '#/$defs/none' },
      }),
    ).toEqual([
      '/properties/mixed: This property can be of more than one type.',
      '/properties/values: This property can be of more than one type.',
      '/properties/nothing: The type of this property is not known.',
      '/properties/open: The type of this property is not known.',
      '/properties/nil: The type "null" is no type of fact.',
      '/properties/union: The type ["string","null"] is no type of fact.',
      '/properties/ref/$ref: "other.json" refers to nothing in this schema.',
      '/properties/lost/$ref: "#/$defs/none" refers to nothing in this schema.',
    ]);
  });

  it('refuses a schema without an end', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
    expect(faultsOf({ tree: { $ref: '#/$defs/node' } }, { node })).toEqual([expect.stringContaining('The schema refers to itself')]);
  });
});
