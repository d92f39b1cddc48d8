import { describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../contract/decision.js';
import { judge } from '../decision/judge.js';
import { loadPolicy } from '../policy/load-policy.js';
import { withModelVersion, type Policy } from '../policy/policy.js';
import type { RecordedDecision } from '../ports.js';
import { SAMPLE_RULES, sampleFlow } from '../testing/sample-flow.js';
import { createBacktest, type BacktestOptions } from './create-backtest.js';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T12:00:00Z');

function policyWith(texts: Readonly<Record<string, string>> = {}): Policy {
  const loaded = loadPolicy(sampleFlow({ texts }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

/** The sample's rules, with `many-payments` from two on and a rule that blocks large amounts. */
function changedRules(): string {
  const [many, stolen] = SAMPLE_RULES.rules;
  const large = {
    name: 'large-amount',
    conditions: { all: [{ fact: 'amount', operator: 'greaterThan', value: 900 }] },
    event: { type: 'block', params: { reason: 'MANY' } },
  };
  const sooner = { ...many, conditions: { all: [{ fact: 'payments1h', operator: 'greaterThanInclusive', value: 2 }] } };
  return JSON.stringify({ rules: [sooner, stolen, large] });
}

const CURRENT = policyWith();
const CANDIDATE = policyWith({ 'velocity.rules.json': changedRules() });

interface Told {
  readonly customer?: string;
  readonly amount?: number;
  readonly payments1h?: number;
  readonly score?: number;
  readonly day?: number;
  readonly label?: 'fraud' | 'genuine' | 'false-alarm';
  readonly version?: string;
  readonly shadowScores?: Readonly<Record<string, number>>;
}

let ids = 0;
function recorded({ customer = 'c1', amount = 100, payments1h = 0, score = 0.1, day = 0, version = '1', ...told }: Told): RecordedDecision {
  const decisionId = `d${(ids += 1)}`;
  const request = { id: decisionId, at: '2026-03-01T12:00:00Z', customer, amount };
  const facts = {
    features: { payments1h, spent1h: 0, sinceLast: 60 },
    scores: { [`sample@${version}`]: score },
    missing: [],
    degraded: [],
  };
  const ask: DecisionRecord['ask'] = {
    decisionId,
    flow: 'sample',
    request,
    eventTimeMs: START_MS + day * DAY_MS,
    receivedAtMs: START_MS,
    idempotencyKey: decisionId,
    bodyHash: '',
  };
  const verdict = judge(withModelVersion(CURRENT, version), { request, ...facts });
  const assignment = { role: 'champion', version, shadows: [], flags: { source: 'none', ageMs: 0 }, notes: [] } as const;
  const labels = told.label === undefined ? [] : [{ label: told.label, occurredAt: '2026-03-05T00:00:00Z' }];
  return { record: { ask, policy: CURRENT.hash, assignment, facts, verdict }, labels, shadowScores: told.shadowScores ?? {} };
}

function backtest(
  decisions: readonly RecordedDecision[],
  options: Partial<BacktestOptions> = {},
): ReturnType<ReturnType<typeof createBacktest>['finish']> {
  const running = createBacktest({
    candidate: CANDIDATE,
    recorded: new Map([[CURRENT.hash, CURRENT]]),
    asOfMs: START_MS + 100 * DAY_MS,
    labelAgeDays: 30,
    presumeGenuine: false,
    ...options,
  });
  for (const decision of decisions) running.add(decision);
  return running.finish();
}

/** By hand: what each is under both policies stands beside it. */
const FEW: readonly Told[] = [
  { customer: 'a', amount: 100, payments1h: 0, label: 'genuine' }, // pass → pass
  { customer: 'a', amount: 200, payments1h: 2, label: 'fraud' }, // pass → review, many-payments alone
  { customer: 'b', amount: 400, payments1h: 3, label: 'genuine', day: 1 }, // review → review
  { customer: 'b', amount: 1000, payments1h: 0, label: 'fraud', day: 1 }, // pass → block, large-amount alone
  { customer: 'c', amount: 1000, payments1h: 5, label: 'fraud', day: 1 }, // review → block, two rules
  { customer: 'c', amount: 2000, payments1h: 0, label: 'false-alarm', day: 1 }, // pass → block
  { customer: 'd', amount: 1000, payments1h: 0, score: 0.6, label: 'fraud' }, // review → block, score and rule
  { customer: 'd', amount: 70, payments1h: 4 }, // review → review, no label
  { customer: 'e', amount: 50, payments1h: 2, label: 'fraud', day: 80 }, // pass → review, not mature
  { customer: 'e', amount: 60, payments1h: 0, day: 80 }, // pass → pass, not mature
];

describe('a backtest', () => {
  const report = backtest(FEW.map(recorded));

  it('counts flips and their amounts', () => {
    const cells = report.flips.map(({ current, candidate, decisions, amount }) => [current, candidate, decisions.value, amount.value]);
    expect(cells.filter(([, , decisions]) => decisions !== 0)).toEqual([
      ['pass', 'pass', 2, 160],
      ['pass', 'review', 2, 250],
      ['pass', 'block', 2, 3000],
      ['review', 'review', 2, 470],
      ['review', 'block', 2, 2000],
    ]);
    expect(report.flips).toHaveLength(9);
    expect(report.flips[2]).toMatchObject({ fraudDecisions: 1, genuineDecisions: 1 });
  });

  it('tells of each rule what it does and what only it caught', () => {
    const byName = Object.fromEntries(report.rules.map((rule) => [rule.rule, rule]));
    expect(byName['many-payments']).toMatchObject({
      hits: { value: 5 },
      currentHits: 3,
      fraudHits: 2,
      genuineHits: 1,
      precisionShare: { value: 2 / 3 },
      recallShare: { value: 0.5 },
      onlyThisRuleFrauds: { value: 1 },
      onlyThisRuleFraudAmount: { value: 200 },
      overlaps: [{ rule: 'large-amount', hits: 1, shareOfHits: 0.2 }],
    });
    expect(byName['large-amount']).toMatchObject({
      hits: { value: 4 },
      currentHits: 0,
      precisionShare: { value: 0.75 },
      recallShare: { value: 0.75 },
      onlyThisRuleFrauds: { value: 1 },
      onlyThisRuleFraudAmount: { value: 1000 },
    });
    expect(byName['stolen-card']).toMatchObject({ hits: { value: 0, low95: 0, high95: 0 }, overlaps: [] });
    expect(byName['stolen-card']).not.toHaveProperty('precisionShare');
  });

  it('sums the money of frauds caught and of good customers held up', () => {
    expect(report.money).toMatchObject({
      fraudCaught: { current: { value: 2000 }, candidate: { value: 3200 }, difference: { value: 1200 } },
      fraudMissed: { current: { value: 1200 }, candidate: { value: 0 }, difference: { value: -1200 } },
      genuineBlocked: { current: { value: 0 }, candidate: { value: 2000 }, difference: { value: 2000 } },
      genuineReviewed: { current: { value: 400 }, candidate: { value: 400 }, difference: { value: 0, low95: 0, high95: 0 } },
    });
    expect(report.quality).toMatchObject({ current: { recallShare: { value: 0.5 } }, candidate: { recallShare: { value: 1 } } });
  });

  it('adds reviews up by day', () => {
    expect(report.reviewsPerDay).toMatchObject([
      { day: '2026-03-01', decisions: 4, currentReviews: { value: 2 }, candidateReviews: { value: 2 } },
      { day: '2026-03-02', decisions: 4, currentReviews: { value: 2 }, candidateReviews: { value: 1 } },
      { day: '2026-05-20', decisions: 2, currentReviews: { value: 0 }, candidateReviews: { value: 1 } },
    ]);
  });

  it('keeps young decisions out of what rests on labels, and counts them', () => {
    expect(report.labels).toMatchObject({ fraud: 4, genuine: 3, unlabelled: 1, notMature: 2, notMatureLabelled: 1, ageDays: 30 });
    const presumed = backtest(FEW.map(recorded), { presumeGenuine: true });
    expect(presumed.money.genuineReviewed.candidate.value).toBe(470);
  });

  it('finds recorded verdicts again, and names those that differ', () => {
    expect(report.sameVerdicts).toEqual({ judgedAgain: 10, same: 10, differingDecisionIds: [] });
    const decision = recorded({ payments1h: 3 });
    const { verdict } = decision.record;
    const reworded = { ...verdict, reasons: verdict.reasons.map((reason) => ({ ...reason, code: 'OTHER' })) };
    const broken = { ...decision, record: { ...decision.record, verdict: reworded } };
    expect(backtest([broken]).sameVerdicts).toEqual({
      judgedAgain: 1,
      same: 0,
      differingDecisionIds: [decision.record.ask.decisionId],
    });
  });

  it('is plain JSON, and the same for the same decisions in another order', () => {
    const decisions = FEW.map(recorded);
    const again = backtest(decisions.toReversed());
    expect(JSON.parse(JSON.stringify(again))).toEqual(again);
    expect(again.flips).toEqual(backtest(decisions).flips);
  });

  it('has nothing to say of nothing', () => {
    const empty = backtest([]);
    expect(empty.decisions).toMatchObject({ read: 0, compared: 0 });
    expect(empty.quality).toEqual({ current: {}, candidate: {} });
    expect(empty).not.toHaveProperty('period');
  });
});

describe('the candidate of a backtest', () => {
  it('is judged by the version that decided', () => {
    const report = backtest([recorded({ version: '2', score: 0.95 })], { candidate: CURRENT });
    expect(report.flips.find(({ decisions }) => decisions.value > 0)).toMatchObject({ current: 'block', candidate: 'block' });
  });

  it('with another model version takes the score of the shadow, and leaves out what has none', () => {
    const decisions = [recorded({ score: 0.1, shadowScores: { '2': 0.95 } }), recorded({ score: 0.1 })];
    const report = backtest(decisions, { candidate: CURRENT, modelVersion: '2' });
    expect(report.decisions).toMatchObject({ read: 2, compared: 1, withoutCandidateScore: 1 });
    expect(report.flips.find(({ decisions: { value } }) => value > 0)).toMatchObject({ current: 'pass', candidate: 'block' });
    expect(report.candidate.model).toBe('sample@2');
  });

  it('can be held against a policy that never decided', () => {
    const report = backtest([recorded({ payments1h: 2 })], { current: CANDIDATE });
    expect(report.current.verdicts).toBe('judged');
    expect(report.flips.find(({ decisions }) => decisions.value > 0)).toMatchObject({ current: 'review', candidate: 'review' });
  });

  it('has its unrecorded features named, and removed rules too', () => {
    const features = {
      features: [
        { name: 'payments2h', type: 'number', description: 'In two hours.', key: 'customer', window: '2h', aggregate: 'count' },
        { name: 'payments1h', type: 'number', description: 'In an hour.', key: 'customer', window: '1h', aggregate: 'count' },
      ],
    };
    const rules = { rules: SAMPLE_RULES.rules.slice(1) };
    const candidate = policyWith({ 'features.json': JSON.stringify(features), 'velocity.rules.json': JSON.stringify(rules) });
    const report = backtest([recorded({ payments1h: 3 })], { candidate });
    expect(report.unrecordedFeatures).toEqual({ payments2h: 1 });
    expect(report.removedRules).toEqual([{ rule: 'many-payments', currentHits: 1 }]);
  });
});
