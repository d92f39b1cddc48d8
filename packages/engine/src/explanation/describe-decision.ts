import type { Assignment, Facts, Hit, ModelUse, ShadowVerdict, Verdict } from '../contract/decision.js';
import type { Outcome } from '../contract/outcome.js';
import { judge } from '../decision/judge.js';
import type { JudgedBefore } from '../decision/judge-again.js';
import { listsByName, withModelVersion, type Policy } from '../policy/policy.js';
import type { FactView } from '../rules/rule-set.js';
import { because, observe, testsOf } from './observed-condition.js';
import { nearMisses, type NearMiss } from './near-misses.js';
import { ruleSourcesOf, type PlacedRule } from './rule-sources.js';
import { lackedFacts, seenTest, type Scene, type SeenTest } from './seen-words.js';
import { Vocabulary } from './vocabulary.js';
import { whyWords } from './why-words.js';

/** What a story is told from: a record, and what came after it where that is known. */
export interface ToldDecision extends JudgedBefore {
  readonly assignment: Pick<Assignment, 'role' | 'version' | 'shadows' | 'notes' | 'flags'>;
  readonly model?: Pick<ModelUse, 'name' | 'version' | 'role' | 'backend'>;
  readonly shadows?: readonly Pick<ShadowVerdict, 'version' | 'status' | 'outcome' | 'reasons' | 'score' | 'error'>[];
}

/** A rule that fired, and the values because of which it did. */
export interface ToldHit extends Hit {
  readonly text: string;
  /** Did it belong to the step that decided? */
  readonly decided: boolean;
  readonly because: readonly SeenTest[];
}

/** A rule that could not be decided, and what was missing. */
export interface ToldUnknown {
  readonly rule: string;
  readonly asks: Hit['asks'];
  /** What came of it: the outcome it was taken as, or `ignore`. */
  readonly meant: 'ignore' | 'review' | 'block';
  /** The facts that it lacked, each once, and why they were missing. */
  readonly lacked: Facts['missing'];
}

/** The score, and the band of the policy in which it lies. */
export interface ToldScore {
  readonly score?: number;
  /** Why there is none. */
  readonly missing?: string;
  readonly band?: { readonly from: number; readonly to: number; readonly outcome: Outcome };
}

/** The story of a decision: every part recomputed from the recorded facts, for judging is pure. */
export interface DecisionStory {
  readonly subject: string;
  readonly outcome: Outcome;
  readonly decidedBy: Verdict['decidedBy'];
  /** Why that outcome, in a sentence or two. */
  readonly why: string;
  readonly reasons: Verdict['reasons'];
  readonly hits: readonly ToldHit[];
  readonly unknown: readonly ToldUnknown[];
  /** All of them, the nearest first. */
  readonly nearMisses: readonly NearMiss[];
  /** Absent for a flow without a model. */
  readonly score?: ToldScore;
  readonly degraded: readonly string[];
  readonly missing: Facts['missing'];
  readonly shadows: readonly (NonNullable<ToldDecision['shadows']>[number] & { readonly agrees: boolean })[];
}

/**
 * Tells a decision by the policy that made it. The verdict is judged again from the recorded facts, so with the record's own policy it
 * is the recorded one. Rules are told in the order of evaluation.
 */
export function describeDecision(decision: ToldDecision, policy: Policy): DecisionStory {
  const { version } = decision.assignment;
  const versioned = version === undefined ? policy : withModelVersion(policy, version);
  const facts: Facts = { request: decision.ask.request, ...decision.facts };
  const verdict = judge(versioned, facts);
  const vocabulary = new Vocabulary(versioned);
  const view = viewOf(facts, verdict);
  const teller = new Teller(versioned, verdict, { vocabulary, view, missing: facts.missing });
  return {
    subject: vocabulary.subject,
    outcome: verdict.outcome,
    decidedBy: verdict.decidedBy,
    why: whyWords({ policy: versioned, facts, verdict, view }),
    reasons: verdict.reasons,
    hits: verdict.hits.map((hit) => teller.hit(hit)),
    unknown: verdict.unknown.flatMap((rule) => teller.unknown(rule) ?? []),
    nearMisses: teller.nearMisses(),
    ...(versioned.model === undefined ? {} : { score: scoreOf(versioned, facts, verdict.score) }),
    degraded: facts.degraded,
    missing: facts.missing,
    shadows: (decision.shadows ?? []).map((shadow) => ({ ...shadow, agrees: shadow.outcome === verdict.outcome })),
  };
}

/** The facts by name as rules saw them. */
function viewOf(facts: Facts, { lists, score }: Verdict): FactView {
  return { ...facts.request, ...facts.features, lists, ...(score === undefined ? {} : { score }) };
}

class Teller {
  readonly #rules: ReadonlyMap<string, PlacedRule>;

  constructor(
    private readonly policy: Policy,
    private readonly verdict: Verdict,
    private readonly scene: Scene,
  ) {
    this.#rules = new Map(ruleSourcesOf(policy).map((rule) => [rule.source.name, rule]));
  }

  hit(hit: Hit): ToldHit {
    const rule = this.#rules.get(hit.rule);
    const tests = rule === undefined ? [] : because(observe(rule.source.conditions, this.#sightOf(rule)));
    return {
      ...hit,
      text: this.scene.vocabulary.reasonText(hit.reason),
      decided: hit.step === this.verdict.decidedBy,
      because: tests.map((test) => seenTest(test, this.scene)),
    };
  }

  unknown(name: string): ToldUnknown | undefined {
    const rule = this.#rules.get(name);
    if (rule === undefined) return undefined;
    const { type, params } = rule.source.event;
    const general = type === 'block' || type === 'review' ? this.policy.definition.unknownRules[type] : 'ignore';
    const tests = testsOf(observe(rule.source.conditions, this.#sightOf(rule))).filter(({ truth }) => truth === undefined);
    return {
      rule: name,
      asks: type,
      meant: params.whenUnknown ?? general,
      lacked: [...new Map(tests.flatMap((test) => lackedFacts(test, this.scene)).map((one) => [one.fact, one])).values()],
    };
  }

  nearMisses(): readonly NearMiss[] {
    const sight = { types: this.policy.factTypes, lists: listsByName(this.policy), view: this.scene.view };
    return nearMisses([...this.#rules.values()], sight, this.scene);
  }

  #sightOf({ shared }: PlacedRule): Parameters<typeof observe>[1] {
    return { types: this.policy.factTypes, lists: listsByName(this.policy), view: this.scene.view, shared };
  }
}

function scoreOf({ definition, model }: Policy, facts: Facts, score: number | undefined): ToldScore {
  if (score === undefined) {
    const name = `score:${model?.name ?? ''}@${model?.version ?? ''}`;
    return { missing: facts.missing.find(({ fact }) => fact === name)?.reason ?? 'it was not recorded' };
  }
  const at = definition.bands.findLastIndex(({ from }) => score >= from);
  const band = definition.bands[at];
  if (band === undefined) return { score };
  return { score, band: { from: band.from, to: definition.bands[at + 1]?.from ?? 1, outcome: band.outcome } };
}
