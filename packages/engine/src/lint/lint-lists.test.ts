import { describe, expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import { faultLine } from '../contract/fault.js';
import { loadPolicy } from '../policy/load-policy.js';
import { SAMPLE_FLOW, sampleFlow } from '../testing/sample-flow.js';
import { lintPolicy } from './lint-policy.js';

const LISTED = { fact: 'lists', operator: 'contains', value: 'stolen-cards' };
const params = (whenUnknown: string) => ({ type: 'block', params: { reason: 'MANY', whenUnknown } });
const rule = (conditions: object, whenUnknown = 'block') => ({ name: 'r', owner: 't', conditions, event: params(whenUnknown) });

function lint(rules: readonly object[], conditions: Readonly<Record<string, Condition>> = {}) {
  const rest = SAMPLE_FLOW.request.required.filter((name) => name !== 'card');
  const texts = { 'velocity.rules.json': JSON.stringify({ conditions, rules }, undefined, 1) };
  const policy = loadPolicy(sampleFlow({ flow: { request: { ...SAMPLE_FLOW.request, required: rest } }, texts }));
  if (!policy.ok) throw new Error(policy.faults.map(faultLine).join('\n'));
  const kinds = new Set(['absent-not-listed', 'unread-list', 'no-rules']);
  return lintPolicy(policy.value, { todayIso: '2026-03-12' }).findings.filter(({ kind }) => kinds.has(kind));
}

describe('lists', () => {
  it('tells a heard rule that takes an absent field for one that is not listed', () => {
    const [finding, ...others] = lint([rule({ all: [LISTED] })]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'absent-not-listed', subject: 'r', pointer: '/rules/0/conditions/all/0' });
    expect(finding?.mend).toBe('Write {"fact": "card", "operator": "inList", "value": "stolen-cards"}.');
    const shared = { listed: { any: [LISTED] } } as Readonly<Record<string, Condition>>;
    expect(lint([rule({ condition: 'listed' })], shared)).toMatchObject([{ pointer: '/conditions/listed/any/0' }]);
  });

  it('says nothing where it is not to be heard, or asks the list itself', () => {
    expect(lint([rule({ all: [LISTED] }, 'ignore')])).toEqual([]);
    expect(lint([rule({ all: [{ fact: 'card', operator: 'inList', value: 'stolen-cards' }] })])).toEqual([]);
  });

  it('tells a list that no rule reads', () => {
    const unread = { kind: 'unread-list', file: 'policy.json', subject: 'stolen-cards', line: expect.any(Number) as number };
    expect(lint([rule({ all: [{ fact: 'card', operator: 'equal', value: 'x' }] })])).toMatchObject([unread]);
    expect(lint([rule({ all: [{ fact: 'lists', operator: 'someFact:startsWith', value: 'stolen' }] })])).toEqual([]);
  });

  it('tells a flow without rules', () => {
    expect(lint([])).toMatchObject([{ kind: 'no-rules', file: 'policy.json', line: 1 }]);
  });
});
