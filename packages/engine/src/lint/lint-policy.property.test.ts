import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Facts } from '../contract/decision.js';
import type { JsonObject } from '../contract/json.js';
import { judge } from '../decision/judge.js';
import { loadPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import { arbitraryFacts, arbitraryRuleFile, type RandomRuleFile } from '../testing/random-rules.js';
import { LISTS } from '../testing/random-world.js';
import { SAMPLE_FLOW, sampleFlow } from '../testing/sample-flow.js';
import type { LintKind } from './finding.js';
import { lintPolicy } from './lint-policy.js';

const STRING = { type: 'string' };
const closed = (properties: object) => ({ type: 'object', additionalProperties: false, properties });
const PROPERTIES = {
  ...SAMPLE_FLOW.request.properties,
  amount: { type: 'number' },
  count: { type: 'number', minimum: 0, maximum: 8.5 },
  toString: { type: 'number' },
  country: STRING,
  channel: { enum: ['', 'a', 'b', 'c', 'NL'] },
  isNew: { type: 'boolean' },
  isHome: { type: 'boolean' },
  tags: { type: 'array', items: STRING },
  codes: { type: 'array', items: { type: 'number' } },
  bag: { type: 'array' },
  address: STRING,
  place: closed({ lat: { type: 'number' }, lon: { type: 'number' } }),
  geo: closed({ lat: { type: 'number' }, place: closed({ city: STRING }) }),
};

const listFile = (name: string): string => `lists/${name}.csv`;
const LIST_TEXTS = Object.fromEntries(
  Object.entries(LISTS).map(([name, { rows }]) => [listFile(name), `value,note\n${rows.join('\n')}\n`]),
);
const NAMED_LISTS = {
  'stolen-cards': { file: listFile('stolen-cards'), field: 'card' },
  ...Object.fromEntries(Object.entries(LISTS).map(([name, { match }]) => [name, { file: listFile(name), field: 'country', match }])),
};

function policyOf(rules: Pick<RandomRuleFile, 'rules' | 'conditions'>): Policy {
  const features = { features: [] };
  const policy = loadPolicy(
    sampleFlow({
      flow: { request: { ...SAMPLE_FLOW.request, properties: PROPERTIES } },
      policy: {
        reasons: { SCORE: '', UNSURE: '', NO_SCORE: '', R1: '' },
        unknownRules: { block: 'ignore', review: 'ignore' },
        lists: NAMED_LISTS,
      },
      texts: { ...LIST_TEXTS, 'features.json': JSON.stringify(features), 'velocity.rules.json': JSON.stringify(rules) },
    }),
  );
  if (!policy.ok) throw new Error(JSON.stringify(policy.faults.slice(0, 3)));
  return policy.value;
}

/** Drawn facts as a request; what the schema would refuse is left out. */
function factsOf(drawn: Readonly<Record<string, unknown>>): Facts {
  const kept = Object.entries(drawn).filter(([name, value]) => {
    if (name === 'count' && typeof value === 'number') return value >= 0 && value <= 8.5;
    return name !== 'channel' || typeof value !== 'string' || PROPERTIES.channel.enum.includes(value);
  });
  return { request: Object.fromEntries(kept) as JsonObject, features: {}, scores: { 'sample@1': 0.01 }, missing: [], degraded: [] };
}

it('says nothing that some payment disproves', () => {
  const told = new Map<LintKind, number>();
  fc.assert(
    fc.property(arbitraryRuleFile, fc.array(arbitraryFacts, { minLength: 30, maxLength: 30 }), (file, drawn) => {
      const policy = policyOf(file);
      const { findings } = lintPolicy(policy, { todayIso: '2026-03-12' });
      for (const { kind } of findings) told.set(kind, (told.get(kind) ?? 0) + 1);
      const of = (...kinds: readonly LintKind[]) =>
        new Set(findings.flatMap(({ kind, subject }) => (kinds.includes(kind) ? [subject] : [])));
      const [dead, constant, idle] = [of('unreachable'), of('always-true'), of('duplicate', 'subsumed')];
      const without = policyOf({ ...file, rules: file.rules.filter(({ name }) => !idle.has(name)) });
      for (const facts of drawn.map(factsOf)) {
        const verdict = judge(policy, facts);
        const decided = new Set([...verdict.hits.map(({ rule }) => rule), ...verdict.unknown]);
        expect(verdict.hits.filter(({ rule }) => dead.has(rule))).toEqual([]);
        expect([...constant].filter((rule) => rule !== undefined && !decided.has(rule))).toEqual([]);
        const kept = judge(without, facts);
        expect(kept.outcome).toBe(verdict.outcome);
        expect(new Set(kept.reasons.map(({ code }) => code))).toEqual(new Set(verdict.reasons.map(({ code }) => code)));
      }
    }),
    { numRuns: 120 },
  );
  const wanted: readonly LintKind[] = ['unreachable', 'always-true', 'subsumed', 'never-true-comparison', 'always-true-comparison'];
  expect(wanted.filter((kind) => !told.has(kind))).toEqual([]);
});
