import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCases } from '../cases/load-cases.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { loadPolicy } from './load-policy.js';

const FILES = ['flow.json', 'features.json', 'policy.json', 'velocity.rules.json', 'cases/a.json'] as const;
const CASES = JSON.stringify({ cases: [{ name: 'x', history: [{ ago: '1m' }], expect: { outcome: 'pass', reasons: [] } }] });
const TEXTS = sampleFlow({ texts: { 'cases/a.json': CASES } });

/** Another value at a place chosen by `steps`, which say at each level how far to go on among the members. */
function changed(value: JsonValue, [step, ...steps]: readonly number[], other: JsonValue | undefined): JsonValue | undefined {
  const members: [string, JsonValue][] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const chosen = step === undefined ? undefined : members[step % Math.max(members.length, 1)];
  if (chosen === undefined) return other;
  const inner = changed(chosen[1], steps, other);
  const entries = members.flatMap(([name, member]): [string, JsonValue][] => {
    if (name !== chosen[0]) return [[name, member]];
    return inner === undefined ? [] : [[name, inner]];
  });
  return isJsonObject(value) ? Object.fromEntries(entries) : entries.map(([, member]) => member);
}

const strange = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<JsonValue>(null, '', 0, -1, true, [], {}, 'toString', '__proto__', 'amount', { $ref: '#/request' }, { type: 'object' }, [
    null,
  ]),
  fc.jsonValue({ maxDepth: 2 }).map((value): JsonValue => JSON.parse(JSON.stringify(value))),
);

describe('loading a damaged flow', () => {
  it('never throws, and names a file and a message for every fault', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES), fc.array(fc.nat(20), { maxLength: 9 }), strange, (file, steps, other) => {
        const before: JsonObject = JSON.parse(TEXTS[file] ?? '');
        const text = JSON.stringify(changed(before, steps, other) ?? null);
        const files = { ...TEXTS, [file]: text };
        const results = [loadPolicy(files), loadCases(files)];
        const faults = results.flatMap((result) => (result.ok ? [] : result.faults));
        expect(results.every((result) => result.ok || result.faults.length > 0)).toBe(true);
        expect(faults.every((fault) => fault.file !== undefined && fault.message !== '' && typeof fault.pointer === 'string')).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
