import { describe, expect, it } from 'vitest';
import { faultLine } from '../contract/fault.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { compileRequestSchema } from '../contract/request-schema.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { loadPolicy } from './load-policy.js';

/** Words of zod and Ajv, which speak to programmers. */
const RAW = /Too (small|big)|expected|strict mode|allowUnionTypes|strictTypes|Invalid|>=|<=|from id #|ignored/;
const RULES = 'velocity.rules.json';

/** The lines of the faults that a flow has once the JSON text `before` of a file is replaced by `after`. */
function linesOf(file: string, before: RegExp, after: string): readonly string[] {
  const texts = sampleFlow();
  const text = (texts[file] ?? '').replace(before, after);
  expect(text).not.toBe(texts[file]);
  const loaded = loadPolicy({ ...texts, [file]: text });
  return loaded.ok ? [] : loaded.faults.map(faultLine).map((line) => line.replace(/^\S+ /, ''));
}

describe('what is wrong is said in words that help', () => {
  it.each([
    [RULES, /"name":/, '"priority": 1.5, "name":', 'This must be a whole number, not 1.5. Write it without a fraction.'],
    [RULES, /"name":/, '"priority": 0, "name":', 'This must be 1 or more.'],
    [RULES, /"conditions":/, '"condition":', '"conditions" is missing. Add it: an object of conditions, such as {"all": [ … ]}.'],
    [RULES, /"value": *\d+/, '"value": 0.12345678901234567890', 'Write fewer digits, or a string where each of them matters.'],
    ['flow.json', /"scoreTimeoutMs": *\d+/, '"scoreTimeoutMs": 90000', 'This must be 10000 at most.'],
    ['flow.json', /"title": *"[^"]*"/, `"title": "${'x'.repeat(101)}"`, 'This must be a text of at most 100 characters, and has 101.'],
    ['policy.json', /"precedence": *\[[^\]]*\]/, '"precedence": ["score"]', 'This must be a list of exactly 6 items, and has 1.'],
    [
      'policy.json',
      /"reasons": *\{/,
      '"reasons": {"x": "y",',
      'The name "x" is not allowed here. Rename it: it must match /^[A-Z][A-Z0-9_]{1,59}$/.',
    ],
  ])('%s with %s as %s', (file, before, after, told) => {
    const lines = linesOf(file, before, after);
    expect(lines).toContainEqual(expect.stringContaining(told));
    expect(lines.filter((line) => RAW.test(line))).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ['two types', { type: ['string', 'number'] }, '/type: This can be of more than one type: string, number.'],
    ['a keyword of another type', { type: 'string', minimum: 1 }, ': "minimum" is for values of the type number,'],
    ['a format that is none', { type: 'string', format: 'foo' }, ': There is no format "foo".'],
    ['an open tuple', { type: 'array', prefixItems: [{ type: 'string' }] }, ': "prefixItems" says what the first items are,'],
    ['a reference to nothing', { $ref: '#/$defs/none' }, '/$ref: "#/$defs/none" refers to nothing in this schema.'],
    ['half of a pair', { type: 'array', minContains: 1 }, '/minContains: "minContains" does nothing without "contains".'],
    [
      'two schemas for one property',
      {
        type: 'object',
        additionalProperties: false,
        properties: { a: { type: 'string' } },
        patternProperties: { '^a': { type: 'string' } },
      },
      '/properties/a: The property "a" has a schema in "properties" and one by the pattern "^a".',
    ],
  ])('%s in a request schema', (_name, property, told) => {
    const compiled = compileRequestSchema({ type: 'object', additionalProperties: false, properties: { x: property } });
    const lines = compiled.ok ? [] : compiled.faults.map(faultLine);
    expect(lines).toEqual([expect.stringContaining(`/properties/x${told}`)]);
    expect(lines.filter((line) => RAW.test(line))).toEqual([]);
  });

  it.each<[JsonValue, readonly RegExp[]]>([
    [{ lat: 95, lon: 1, km: 1 }, [/"lat" must be a number from -90 to 90, and is the number 95/]],
    [{ lat: 1, km: 0 }, [/"lon" is missing/, /"km" must be a number above 0, and is the number 0/]],
    ['here', [/needs a place and a distance, but the value is the string "here"/]],
  ])('%j as a circle', (value, told) => {
    const lines = linesOf(RULES, /"operator": *"[^"]*",\s*"value": *\d+/, `"operator": "withinKm", "value": ${JSON.stringify(value)}`);
    for (const text of told) expect(lines).toContainEqual(expect.stringMatching(text));
    expect(lines.filter((line) => / is none/.test(line))).toEqual([]);
  });
});
