import type { Facts, Hit, ReasonSource, Verdict } from '../contract/decision.js';
import { harder, type Outcome } from '../contract/outcome.js';
import type { Step } from '../contract/policy-file.js';
import type { Policy } from '../policy/policy.js';
import type { FactView, UnknownRule } from '../rules/rule-set.js';

/** One voice in a decision: who speaks, for what outcome, with which reason code. */
export interface Signal {
  readonly step: Step | 'flag';
  readonly outcome: Outcome | 'none';
  readonly source: ReasonSource;
  readonly code: string;
  readonly rule?: string;
}

export interface FuseInput {
  readonly policy: Policy;
  readonly facts: Facts;
  readonly view: FactView;
  readonly hits: readonly Hit[];
  readonly unknown: readonly UnknownRule[];
  readonly score: number | undefined;
}

export interface Fused {
  readonly outcome: Outcome;
  readonly decidedBy: Verdict['decidedBy'];
  /** Those of the deciding step first, then the rest in the order of precedence, flags last. */
  readonly signals: readonly Signal[];
}

const STEP_OUTCOME: Readonly<Record<Exclude<Step, 'score'>, Outcome>> = {
  denyList: 'block',
  hardBlock: 'block',
  allowList: 'pass',
  review: 'review',
  pass: 'pass',
};

/**
 * Merges rule hits, unknown rules and the score into one outcome. The first step of the policy's precedence that has
 * something to say decides. A missing score, or missing history, puts the fallback table in the score's place.
 */
export function fuse(input: FuseInput): Fused {
  const signals = inOrder(signalsOf(input), input.policy.definition.precedence);
  const first = signals[0];
  if (first === undefined || first.step === 'flag') return { outcome: 'pass', decidedBy: 'none', signals };
  return { outcome: outcomeOf(signals, first.step), decidedBy: decidedBy(first), signals };
}

function signalsOf(input: FuseInput): readonly Signal[] {
  const signals = input.hits.map(hitSignal);
  if (input.unknown.length > 0) signals.push(...unknownSignals(input));
  signals.push(...scoreSignals(input));
  return signals;
}

/** By step, and as they came within a step. Picked out step by step: with so few steps that is quicker than to sort. */
function inOrder(signals: readonly Signal[], order: readonly Step[]): readonly Signal[] {
  const sorted: Signal[] = [];
  for (const step of order) for (const signal of signals) if (signal.step === step) sorted.push(signal);
  for (const signal of signals) if (signal.step === 'flag') sorted.push(signal);
  return sorted;
}

function outcomeOf(signals: readonly Signal[], deciding: Signal['step']): Outcome {
  let worst: Outcome = 'pass';
  for (const { step, outcome } of signals) if (step === deciding && outcome !== 'none') worst = harder(worst, outcome);
  return worst;
}

function decidedBy(first: Signal): Verdict['decidedBy'] {
  if (first.source === 'fallback') return 'fallback';
  if (first.source === 'unknown') return 'unknownRule';
  return first.step === 'flag' ? 'none' : first.step;
}

function hitSignal(hit: Hit): Signal {
  const outcome = hit.step === 'flag' || hit.step === 'score' ? 'none' : STEP_OUTCOME[hit.step];
  return { step: hit.step, outcome, source: 'rule', code: hit.reason, rule: hit.rule };
}

/** A rule left unknown is taken as the policy says; rules that ask for pass or flag are simply not heard. */
function unknownSignals({ policy, unknown }: FuseInput): Signal[] {
  const { unknownRules, unknownReason } = policy.definition;
  return unknown.flatMap((rule): Signal[] => {
    if (rule.asks !== 'block' && rule.asks !== 'review') return [];
    const meaning = rule.whenUnknown ?? unknownRules[rule.asks];
    if (meaning === 'ignore') return [];
    return [
      { step: meaning === 'block' ? 'hardBlock' : 'review', outcome: meaning, source: 'unknown', code: unknownReason, rule: rule.rule },
    ];
  });
}

function scoreSignals(input: FuseInput): Signal[] {
  const { policy, facts, score } = input;
  const lacksScore = policy.model !== undefined && score === undefined;
  const signals: Signal[] = [];
  if (lacksScore || facts.degraded.length > 0) signals.push(fallbackSignal(policy, input.view));
  if (score !== undefined) signals.push(...bandSignals(policy, score));
  return signals;
}

/** Bands that ask for pass are silent: the absence of a high score proves nothing that a review rule should yield to. */
function bandSignals(policy: Policy, score: number): Signal[] {
  const band = policy.definition.bands.findLast((candidate) => score >= candidate.from);
  if (band === undefined || band.outcome === 'pass' || band.reason === undefined) return [];
  return [{ step: 'score', outcome: band.outcome, source: 'score', code: band.reason }];
}

function fallbackSignal(policy: Policy, view: FactView): Signal {
  const row = policy.fallback.find((candidate) => candidate.holds === undefined || candidate.holds(view) !== false);
  if (row === undefined) throw new Error('a policy without a last fallback row was let through by its check');
  return { step: row.outcome === 'pass' ? 'pass' : 'score', outcome: row.outcome, source: 'fallback', code: row.reason };
}
