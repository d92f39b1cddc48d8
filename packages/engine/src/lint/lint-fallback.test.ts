import { expect, it } from 'vitest';
import type { Condition } from '../contract/condition.js';
import { faultLine } from '../contract/fault.js';
import { loadPolicy } from '../policy/load-policy.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { lintPolicy } from './lint-policy.js';

/** What is found of a table whose first row has these conditions. */
function lintRow(conditions: Condition) {
  const fallback = [
    { name: 'row', conditions, outcome: 'review', reason: 'NO_SCORE' },
    { name: 'rest', outcome: 'review', reason: 'NO_SCORE' },
  ];
  const policy = loadPolicy(sampleFlow({ policy: { fallback } }));
  if (!policy.ok) throw new Error(policy.faults.map(faultLine).join('\n'));
  return lintPolicy(policy.value, { todayIso: '2026-03-12' }).findings.filter(({ file }) => file === 'policy.json');
}

it('looks at the rows of the fallback table like at rules, each finding at its place', () => {
  expect(lintRow({ all: [{ fact: 'payments1h', operator: 'lessThan', value: 0 }] })).toMatchObject([
    { kind: 'unreachable', subject: 'row', pointer: '/fallback/0/conditions', line: expect.any(Number) },
    { kind: 'never-true-comparison', subject: 'row', pointer: '/fallback/0/conditions/all/0', line: expect.any(Number) },
  ]);
  const found = lintRow({ fact: 'payments1h', operator: 'greaterThanInclusive', value: 0 });
  expect(found.map(({ kind }) => kind).toSorted()).toEqual(['always-true', 'always-true-comparison']);
  expect(lintRow({ fact: 'amount', operator: 'lessThan', value: 50 })).toEqual([]);
});
