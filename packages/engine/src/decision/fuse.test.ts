import { describe, expect, it } from 'vitest';
import type { Hit } from '../contract/decision.js';
import type { Step } from '../contract/policy-file.js';
import type { Policy } from '../policy/policy.js';
import type { FactView } from '../rules/rule-set.js';
import { fuse, type FuseInput } from './fuse.js';

const ORDER: Step[] = ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'];

function policyOf(precedence: Step[] = ORDER): Policy {
  return {
    model: { name: 'm', version: '1' },
    definition: {
      precedence,
      bands: [
        { from: 0, outcome: 'pass' },
        { from: 0.5, outcome: 'review', reason: 'SCORE_ELEVATED' },
        { from: 0.9, outcome: 'block', reason: 'SCORE_HIGH' },
      ],
      unknownRules: { block: 'review', review: 'ignore' },
      unknownReason: 'NOT_DECIDABLE',
    },
    fallback: [
      { name: 'small', holds: (view: FactView) => view['amount'] === 1, outcome: 'pass', reason: 'FALLBACK_SMALL' },
      { name: 'unsure', holds: () => undefined, outcome: 'review', reason: 'FALLBACK' },
    ],
  } as unknown as Policy;
}

const hit = (rule: string, step: Hit['step']): Hit => ({
  rule,
  step,
  asks: step === 'flag' ? 'flag' : 'review',
  reason: rule.toUpperCase(),
});
const input = (parts: Partial<FuseInput>): FuseInput => ({
  policy: policyOf(),
  facts: { request: {}, features: {}, scores: {}, missing: [], degraded: [] },
  view: {},
  hits: [],
  unknown: [],
  score: 0.01,
  ...parts,
});

describe('fuse', () => {
  it('passes when nothing speaks, and flags only add a reason', () => {
    expect(fuse(input({}))).toMatchObject({ outcome: 'pass', decidedBy: 'none', signals: [] });
    const flagged = fuse(input({ hits: [hit('odd', 'flag')] }));
    expect(flagged).toMatchObject({ outcome: 'pass', decidedBy: 'none' });
    expect(flagged.signals.map((signal) => signal.code)).toEqual(['ODD']);
  });

  it.each([
    {
      name: 'deny list over everything',
      steps: ['pass', 'review', 'allowList', 'hardBlock', 'denyList'],
      score: 0.99,
      outcome: 'block',
      decidedBy: 'denyList',
    },
    { name: 'hard block over allow list', steps: ['allowList', 'hardBlock'], score: 0.01, outcome: 'block', decidedBy: 'hardBlock' },
    {
      name: 'allow list over score and review, as declared',
      steps: ['allowList', 'review'],
      score: 0.99,
      outcome: 'pass',
      decidedBy: 'allowList',
    },
    { name: 'score over review', steps: ['review'], score: 0.95, outcome: 'block', decidedBy: 'score' },
    { name: 'review over pass', steps: ['pass', 'review'], score: 0.01, outcome: 'review', decidedBy: 'review' },
    { name: 'pass when only a pass rule speaks', steps: ['pass'], score: 0.01, outcome: 'pass', decidedBy: 'pass' },
  ] as const)('$name', ({ steps, score, outcome, decidedBy }) => {
    const hits = steps.map((step) => hit(`r-${step.toLowerCase()}`, step));
    expect(fuse(input({ hits, score }))).toMatchObject({ outcome, decidedBy });
  });

  it('lets the policy declare that the allow list does not override the score', () => {
    const precedence: Step[] = ['denyList', 'hardBlock', 'score', 'review', 'allowList', 'pass'];
    expect(fuse(input({ policy: policyOf(precedence), hits: [hit('friend', 'allowList')], score: 0.95 }))).toMatchObject({
      outcome: 'block',
    });
  });

  it.each([
    [0, 'pass'],
    [0.4999, 'pass'],
    [0.5, 'review'],
    [0.8999, 'review'],
    [0.9, 'block'],
    [1, 'block'],
  ] as const)('score %d gives %s: a band holds from its edge on', (score, outcome) => {
    expect(fuse(input({ score })).outcome).toBe(outcome);
  });

  it('answers a missing score by the fallback table; a row whose conditions are unknown holds', () => {
    expect(fuse(input({ score: undefined, view: { amount: 1 } }))).toMatchObject({ outcome: 'pass', decidedBy: 'fallback' });
    expect(fuse(input({ score: undefined, view: {} }))).toMatchObject({ outcome: 'review', decidedBy: 'fallback' });
    const withReview = fuse(input({ score: undefined, view: { amount: 1 }, hits: [hit('odd', 'review')] }));
    expect(withReview.outcome).toBe('review');
  });

  it('answers missing history by the fallback table even where a score is there', () => {
    const facts = { request: {}, features: {}, scores: {}, missing: [], degraded: ['features:unavailable'] };
    expect(fuse(input({ facts })).outcome).toBe('review');
  });

  it('takes unknown rules as the policy, or the rule itself, says', () => {
    expect(fuse(input({ unknown: [{ rule: 'a', asks: 'review' }] })).outcome).toBe('pass');
    expect(fuse(input({ unknown: [{ rule: 'a', asks: 'block' }] }))).toMatchObject({ outcome: 'review', decidedBy: 'unknownRule' });
    expect(fuse(input({ unknown: [{ rule: 'a', asks: 'review', whenUnknown: 'block' }] })).outcome).toBe('block');
    expect(
      fuse(
        input({
          unknown: [
            { rule: 'a', asks: 'pass' },
            { rule: 'b', asks: 'flag' },
          ],
        }),
      ).signals,
    ).toEqual([]);
  });

  it('orders reasons: those that decided first, flags last', () => {
    const { signals } = fuse(input({ hits: [hit('f', 'flag'), hit('r', 'review'), hit('b', 'hardBlock')], score: 0.6 }));
    expect(signals.map((signal) => signal.code)).toEqual(['B', 'SCORE_ELEVATED', 'R', 'F']);
  });
});
