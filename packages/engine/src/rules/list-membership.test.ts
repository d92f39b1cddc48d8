import { describe, expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import type { JsonValue } from '../contract/json.js';
import { listMatcher } from '../policy/list-matcher.js';
import { compileLibraryRules } from './library-evaluator.js';
import { compileRules } from './compile-rules.js';
import type { FactType } from './rule-set.js';

const STRING = { kind: 'string' } as const;
const LISTS = {
  'deny-nets': { field: 'ip', match: 'cidr', rows: ['10.1.0.0/16'] },
  'deny-bins': { field: 'bin', match: 'range', rows: ['457100-457199'] },
  'deny-cards': { field: 'card', match: 'exact', rows: ['c1'] },
} as const;
const WORLD = {
  types: new Map<string, FactType>([
    ['ip', STRING],
    ['bin', STRING],
    ['card', STRING],
    ['lists', { kind: 'array', of: STRING }],
  ]),
  reasons: { R: 'a reason' },
  lists: new Map(
    Object.entries(LISTS).map(([name, { field, match, rows }]) => [name, { field, match, holds: listMatcher(match, new Set(rows)) }]),
  ),
};

function texts(operator: string, value: JsonValue) {
  const conditions = { all: [{ fact: 'lists', operator, value }] };
  const rule = { name: 'r', conditions, event: { type: 'block', params: { reason: 'R', whenUnknown: 'block' } } };
  return [{ file: 'a.rules.json', text: JSON.stringify({ rules: [rule] }) }];
}

/** `lists` as judging computes it: names of the lists in which the request certainly stands. */
function viewOf(request: Readonly<Record<string, string>>) {
  const lists = [...WORLD.lists].filter(([, { field, holds }]) => request[field] !== undefined && holds(request[field]) === true);
  return { ...request, lists: lists.map(([name]) => name) };
}

async function answers(operator: string, value: JsonValue, request: Readonly<Record<string, string>>) {
  const files = texts(operator, value);
  const view = viewOf(request);
  const [compiled, indexed, library] = [
    compileRules(files, WORLD),
    compileRules(files, WORLD, { index: true }),
    compileLibraryRules(files, WORLD),
  ];
  if (!compiled.ok || !indexed.ok || !library.ok) throw new Error(JSON.stringify(compiled));
  const found = [compiled.value.evaluate(view), indexed.value.evaluate(view), await library.value.evaluate(view)];
  const truths = found.map(({ hits, unknown }) => (hits.length > 0 ? 'holds' : unknown.length > 0 ? 'unknown' : 'fails'));
  expect(new Set(truths).size).toBe(1);
  return { truth: truths[0], trace: compiled.value.trace(view)[0]?.condition };
}

describe('a comparison with lists', () => {
  it.each([
    ['contains', 'deny-nets', { ip: '10.1.2.3' }, 'holds'],
    ['contains', 'deny-nets', { ip: '10.2.2.3' }, 'fails'],
    ['contains', 'deny-nets', {}, 'fails'],
    ['contains', 'deny-nets', { ip: '10.1.2.3 ' }, 'unknown'],
    ['contains', 'deny-nets', { ip: '010.1.2.3' }, 'unknown'],
    ['contains', 'deny-bins', { bin: '4571 0012' }, 'unknown'],
    ['contains', 'deny-bins', { bin: '4571' }, 'unknown'],
    ['contains', 'deny-cards', { card: 'c1 ', ip: 'x' }, 'fails'],
    ['doesNotContain', 'deny-nets', { ip: 'x' }, 'unknown'],
    ['doesNotContain', 'deny-nets', {}, 'holds'],
    ['not:contains', 'deny-nets', { ip: 'x' }, 'unknown'],
    ['someFact:equal', 'deny-nets', { ip: 'x' }, 'unknown'],
    ['someFact:equal', 'deny-cards', { ip: 'x' }, 'fails'],
    ['everyFact:notEqual', 'deny-nets', { ip: 'x' }, 'unknown'],
    ['everyFact:equal', 'deny-cards', { ip: 'x', card: 'c1' }, 'unknown'],
    ['everyFact:equal', 'deny-nets', { ip: 'x' }, 'holds'],
    ['someFact:in', ['deny-cards', 'deny-nets'], { ip: 'x', card: 'c1' }, 'holds'],
    ['someFact:in', ['deny-cards', 'deny-nets'], { ip: 'x', card: 'c2' }, 'unknown'],
    ['someFact:startsWith', 'deny-', { bin: 'x' }, 'unknown'],
    ['someFact:startsWith', 'allow-', { bin: 'x' }, 'fails'],
    ['someFact:matches', '^deny-', { bin: 'x' }, 'unknown'],
    ['someValue:contains', ['deny-cards', 'deny-nets'], { ip: 'x' }, 'unknown'],
    ['everyValue:contains', ['deny-cards', 'deny-nets'], { ip: 'x' }, 'fails'],
    ['swap:in', 'deny-nets', { ip: 'x' }, 'unknown'],
    ['not:swap:notIn', 'deny-nets', { ip: '10.1.2.3' }, 'holds'],
    ['swap:someValue:equal', 'deny-bins', { bin: 'x' }, 'unknown'],
    ['someFact:swap:equal', 'deny-bins', { bin: 'x' }, 'unknown'],
  ])('%s %j of %j: %s', async (operator, value, request, expected) => {
    const { truth, trace } = await answers(operator, value, request);
    expect(truth).toBe(expected);
    const result = { holds: 'held', fails: 'did not hold', unknown: 'unknown' }[expected];
    expect(trace).toMatchObject({ of: [{ kind: 'comparison', fact: 'lists', operator, value, result }] });
  });

  it.each<[string, JsonValue, string]>([
    ['contains', 'deny-net', '/value: The policy has no list "deny-net". Did you mean "deny-nets"?'],
    ['doesNotContain', 'deny-bin', '/value: The policy has no list "deny-bin". Did you mean "deny-bins"?'],
    ['someFact:equal', 'deny-bin', '/value: The policy has no list "deny-bin". Did you mean "deny-bins"?'],
    ['everyFact:notIn', ['deny-bins', 'DENY-BINS'], '/value/1: The policy has no list "DENY-BINS". Did you mean "deny-bins"?'],
    ['someValue:contains', ['x'], '/value/0: The policy has no list "x". There are: deny-nets, deny-bins, deny-cards.'],
    ['swap:in', 'deny-bin', '/value: The policy has no list "deny-bin". Did you mean "deny-bins"?'],
    ['contains', { fact: 'card' }, '/value: "lists" is compared with another fact'],
  ])('refuses %s %j', (operator, value, expected) => {
    const compiled = compileRules(texts(operator, value), WORLD);
    const faults = compiled.ok ? [] : compiled.faults.map(({ pointer, message, mend }) => `${pointer}: ${message} ${mend}`);
    expect(faults).toEqual([expect.stringContaining(`/rules/0/conditions/all/0${expected}`)]);
    expect(compiled.ok ? [] : compiled.faults[0]).toMatchObject({ file: 'a.rules.json', line: 1, subject: 'r' });
  });

  it('refuses any name where the policy has no lists', () => {
    const condition: Condition = { fact: 'lists', operator: 'contains', value: 'x' };
    const { types, reasons } = WORLD;
    const compiled = compileRules(texts(condition.operator, 'x'), { types, reasons });
    expect(compiled).toMatchObject({ ok: false, faults: [{ message: 'The policy has no list "x".', mend: 'There are none.' }] });
  });
});
