import { expect, it } from 'vitest';
import { loadPolicy, loadPolicySliced } from './policy/load-policy.js';
import type { Policy } from './policy/policy.js';
import { atOnce, mapSliced } from './sliced.js';
import { sampleFlow } from './testing/sample-flow.js';

const RULES = 400;
const rules = Array.from({ length: RULES }, (_, index) => ({
  name: `rule-${index}`,
  conditions: { all: [{ fact: 'score', operator: 'greaterThan', value: index / RULES }] },
  event: { type: 'review', params: { reason: 'R' } },
}));

it('pauses after every item, and gives what doing it at once gives', () => {
  const work = mapSliced([1, 2, 3], (item) => item * 2);
  expect([work.next().done, work.next().done, work.next().done]).toEqual([false, false, false]);
  expect(work.next()).toEqual({ done: true, value: [2, 4, 6] });
  expect(atOnce(mapSliced([1, 2, 3], (item) => item * 2))).toEqual([2, 4, 6]);
});

it('lets a policy of many rules be loaded a little at a time: reading, checking and compiling each rule are apart', () => {
  const files = sampleFlow({ texts: { 'many.rules.json': JSON.stringify({ rules }) } });
  const work = loadPolicySliced(files);
  let pauses = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) pauses += 1;
  const [sliced, whole] = [step.value, loadPolicy(files)];
  expect(pauses).toBeGreaterThan(3 * RULES);
  const told = (policy: Policy): unknown => [policy.hash, policy.rules.size, policy.rules.evaluate({ score: 0.5 })];
  expect(sliced.ok && told(sliced.value)).toEqual(whole.ok && told(whole.value));
});
