import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryFacts, arbitraryRuleFile } from '../testing/random-rules.js';
import { WORLD } from '../testing/random-world.js';
import { compileRules } from './compile-rules.js';
import type { FactView, RuleSet, TracedCondition, TraceResult } from './rule-set.js';

const EVENT = { type: 'block', params: { reason: 'R1' } };

function ruleSetOf(file: object, index?: boolean): RuleSet {
  const compiled = compileRules([{ file: 'a.rules.json', text: JSON.stringify(file) }], WORLD, index === undefined ? {} : { index });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.value;
}

describe('a trace', () => {
  const file = {
    conditions: { big: { any: [{ fact: 'amount', operator: 'greaterThan', value: { fact: 'count' } }] } },
    rules: [
      {
        name: 'r',
        event: EVENT,
        conditions: {
          all: [
            { condition: 'big' },
            { not: { fact: 'codes', operator: 'not:someFact:equal', value: 5 } },
            { fact: 'geo', path: '$.place.city', operator: 'in', value: ['a', 'b'] },
            { fact: 'country', operator: 'inList', value: 'words' },
            { fact: 'isNew', operator: 'isMissing', value: true },
          ],
        },
      },
    ],
  };

  it('shows every condition as written, with the values it saw, also after one has decided', () => {
    const [traced] = ruleSetOf(file).trace({ amount: 5, count: 7, codes: [5, 6], geo: { place: { city: 'c' } }, isNew: null });
    expect(traced).toEqual({
      rule: 'r',
      asks: 'block',
      result: 'did not hold',
      condition: {
        kind: 'all',
        result: 'did not hold',
        of: [
          {
            kind: 'any',
            name: 'big',
            result: 'did not hold',
            of: [
              {
                kind: 'comparison',
                fact: 'amount',
                seen: 5,
                operator: 'greaterThan',
                value: { fact: 'count', seen: 7 },
                result: 'did not hold',
              },
            ],
          },
          {
            kind: 'not',
            result: 'held',
            of: [{ kind: 'comparison', fact: 'codes', seen: [5, 6], operator: 'not:someFact:equal', value: 5, result: 'did not hold' }],
          },
          { kind: 'comparison', fact: 'geo', path: '$.place.city', seen: 'c', operator: 'in', value: ['a', 'b'], result: 'did not hold' },
          { kind: 'comparison', fact: 'country', operator: 'inList', value: 'words', result: 'unknown' },
          { kind: 'comparison', fact: 'isNew', operator: 'isMissing', value: true, result: 'held' },
        ],
      },
    });
  });

  it('says of every rule what evaluation says, and of every condition what follows from its parts', () => {
    fc.assert(
      fc.property(arbitraryRuleFile, arbitraryFacts, fc.boolean(), (drawn, facts, index) => {
        const rules = ruleSetOf(drawn, index);
        const traced = rules.trace(facts);
        expect(traced).toHaveLength(drawn.rules.length);
        expect(namesOf(traced, 'held')).toEqual(rules.evaluate(facts).hits.map((hit) => hit.rule));
        expect(namesOf(traced, 'unknown')).toEqual(rules.evaluate(facts).unknown.map(({ rule }) => rule));
        for (const { condition } of traced) expectConsistent(condition, facts);
      }),
      { numRuns: 100 },
    );
  });
});

function namesOf(traced: ReturnType<RuleSet['trace']>, wanted: TraceResult): readonly string[] {
  return traced.filter(({ result }) => result === wanted).map(({ rule }) => rule);
}

function expectConsistent(condition: TracedCondition, facts: FactView): void {
  if (condition.kind === 'comparison') return;
  const results = condition.of.map((part) => part.result);
  const decisive = condition.kind === 'any' ? 'held' : 'did not hold';
  const other = condition.kind === 'any' ? 'did not hold' : 'held';
  const [only] = results;
  const joined = results.includes(decisive) ? decisive : results.includes('unknown') ? 'unknown' : other;
  const negated = only === 'unknown' ? only : only === 'held' ? 'did not hold' : 'held';
  expect(condition.result).toBe(condition.kind === 'not' ? negated : joined);
  for (const part of condition.of) expectConsistent(part, facts);
}
