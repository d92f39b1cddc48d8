import { describe, expect, it } from 'vitest';
import type { Facts } from '../contract/decision.js';
import { factsOf, POLICY } from '../testing/sample-orders.js';
import { describeDecision, type ToldDecision } from './describe-decision.js';
import { describeRule, ruleNames } from './describe-rule.js';

function decisionOf({ request, ...facts }: Facts): ToldDecision {
  const assignment = { role: 'champion', version: '1', shadows: [], flags: { source: 'none', ageMs: 0 }, notes: [] } as const;
  return { ask: { request }, facts, assignment };
}

describe('describeRule', () => {
  it('says on one line what a rule does, by descriptions and units, with shared conditions written out', () => {
    expect(describeRule(POLICY, 'large-remote')).toMatchObject({
      file: 'velocity.rules.json',
      sentence:
        'Blocks an order when all of these hold: euros is at least 500 EUR (the amount in euros); channel is web or phone (how it came in).',
      reason: { code: 'LARGE', text: 'A large sum.' },
      whenUnknown: 'it asks for review, as the rule itself says',
      owner: 'team',
    });
  });

  it('tells any, not, lists and remarks', () => {
    expect(describeRule(POLICY, 'many')?.sentence).toContain('at least one of these holds: payments1h is at least 10');
    expect(describeRule(POLICY, 'abroad')?.sentence).toBe(
      'Adds a remark to an order, and asks for nothing, when all of these hold: (this does not hold: country is NL (where it was)); channel is shop (how it came in).',
    );
    expect(describeRule(POLICY, 'stolen')).toMatchObject({
      sentence: 'Blocks an order when card stands in the list stolen-cards.',
      step: 'denyList',
    });
  });

  it('knows all rules, and no other', () => {
    expect(ruleNames(POLICY)).toEqual(['large-remote', 'far-above', 'many', 'abroad', 'stolen']);
    expect(describeRule(POLICY, 'toString')).toBeUndefined();
  });
});

describe('describeDecision', () => {
  it('tells who decided, with the values seen, what nearly fired, and the band of the score', () => {
    const story = describeDecision(decisionOf(factsOf()), POLICY);
    expect(story).toMatchObject({
      outcome: 'block',
      decidedBy: 'hardBlock',
      score: { score: 0.2, band: { from: 0, to: 0.5, outcome: 'pass' } },
    });
    expect(story.why).toContain('The rule large-remote decided for block.');
    expect(story.hits).toMatchObject([
      {
        rule: 'large-remote',
        decided: true,
        because: [
          { test: 'euros is at least 500 EUR', seen: 'it was 800 EUR', held: 'yes' },
          { test: 'channel is web or phone', seen: 'it was web' },
        ],
      },
    ]);
    expect(story.nearMisses).toMatchObject([{ rule: 'many', lacked: { test: 'payments1h is at least 10', seen: 'it was 8' }, held: 0 }]);
  });

  it('tells what was missing, and what that was taken as', () => {
    const { features, ...facts } = factsOf();
    const { euros: _euros, ...rest } = features;
    const story = describeDecision(decisionOf({ ...facts, features: rest, missing: [{ fact: 'euros', reason: 'no rate' }] }), POLICY);
    expect(story).toMatchObject({ outcome: 'review', decidedBy: 'unknownRule' });
    expect(story.why).toContain('large-remote could not be decided');
    expect(story.unknown[0]).toEqual({
      rule: 'large-remote',
      asks: 'block',
      meant: 'review',
      lacked: [{ fact: 'euros', reason: 'no rate' }],
    });
  });

  it('tells the fallback row that spoke, and that nothing spoke', () => {
    const down = { scores: {}, degraded: ['model:timeout'], missing: [{ fact: 'score:sample@1', reason: 'timeout' }] };
    const small = factsOf({ request: { amount: 40 }, features: { euros: 0.4, toMean: 0.1 }, rest: down });
    const story = describeDecision(decisionOf(small), POLICY);
    expect(story).toMatchObject({ outcome: 'pass', score: { missing: 'timeout' }, degraded: ['model:timeout'] });
    expect(story.why).toContain('its row small asks for pass');
    expect(describeDecision(decisionOf(factsOf({ request: { amount: 10 }, features: { euros: 0.1 } })), POLICY).why).toContain(
      'No rule and no score',
    );
  });

  it('tells the score that decided, and a shadow that disagrees', () => {
    const high = factsOf({ features: { euros: 5 }, rest: { scores: { 'sample@1': 0.95 } } });
    const shadow = { version: '2', status: 'judged', outcome: 'pass', reasons: [], score: 0.1 } as const;
    const story = describeDecision({ ...decisionOf(high), shadows: [shadow] }, POLICY);
    expect(story).toMatchObject({ outcome: 'block', decidedBy: 'score', shadows: [{ version: '2', agrees: false }] });
    expect(story.why).toMatch(/^The score 0\.95 lies in the band from 0\.9, which asks for block\./);
  });
});
