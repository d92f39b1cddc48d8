import {
  type Deadline,
  explainScore,
  inputGroups,
  policyFileSchema,
  scoreKey,
  type CoalitionScorer,
  type DecisionLog,
  type DecisionRecord,
  type Policy,
  type PolicyFile,
  type ScoreExplanation,
} from '@gavel/engine';
import { Problem } from '../http/problem.js';

/** What the contributions mean, said with every explanation. */
const VALUE_FUNCTION =
  'Exact Shapley values over the groups. A coalition is worth the mean score, over the background rows, of a row with the coalition’s groups from this decision and all else from the background.';

/** A score computed again may differ from the recorded one by what golden rows may. */
const SAME_SCORE = 1e-5;
const RETRY_AFTER_S = 1;

/** A decision's score, taken apart. */
export interface Explanation extends ScoreExplanation {
  readonly decisionId: string;
  readonly flow: string;
  readonly model: { readonly name: string; readonly version: string; readonly digest: string };
  /** Hash of the policy whose groups and reasons these are. */
  readonly policy: string;
  readonly valueFunction: string;
}

export interface ExplainerParts {
  readonly coalitions: CoalitionScorer;
  readonly policies: { get(flow: string): { readonly policy: Policy } | undefined };
  readonly log: Pick<DecisionLog, 'findPolicy'>;
}

interface Grouping {
  readonly policy: string;
  readonly definition: PolicyFile;
}

/**
 * Takes the scores of recorded decisions apart. Scoring is pure, so the record is enough as long as its model version is loaded: the
 * very same artifact, or there is no explanation.
 */
export class DecisionExplainer {
  constructor(private readonly parts: ExplainerParts) {}

  /** Rejects with the problem that says why there is none. */
  async explain(record: DecisionRecord, deadline: Deadline): Promise<Explanation> {
    const { ask, facts, model } = record;
    const scoreValue = model === undefined ? undefined : facts.scores[scoreKey(model)];
    if (model === undefined || scoreValue === undefined)
      throw new Problem('not-explainable', 'This decision was made without a score: its reasons say all that led to it.');
    const key = `${model.name}@${model.version}`;
    const inputs = this.parts.coalitions.inputsOf(model.name, model.version);
    if (inputs === undefined) throw new Problem('not-explainable', `${withdrawn(key)} Put its folder back to have its scores explained.`);
    const grouping = await this.groupingOf(record);
    const groups = inputGroups(grouping.definition.explanation, inputs);
    if (groups === undefined)
      throw new Problem(
        'not-explainable',
        `${key} reads ${inputs.length} facts: declare groups of them under "explanation" in policy.json.`,
      );
    const values = { ...ask.request, ...facts.features };
    const found = await this.parts.coalitions.scoreCoalitions(
      { ...model, values, groups: groups.map(({ features }) => features) },
      deadline,
    );
    if (!found.ok) throw notScored(found.detail);
    if (found.digest !== model.digest) throw new Problem('not-explainable', `${withdrawn(key)} The one that is loaded is another.`);
    const again = found.scores.at(-1) ?? Number.NaN;
    if (!(Math.abs(again - scoreValue) <= SAME_SCORE))
      throw new Problem('not-explainable', `${key} gives ${again} today, and ${scoreValue} was recorded: what it runs on is not the same.`);
    const { background, scores: coalitions } = found;
    const explained = explainScore({ scoreValue, background, coalitions, groups, reasonTexts: grouping.definition.reasons });
    const { name, version, digest } = model;
    return {
      decisionId: ask.decisionId,
      flow: ask.flow,
      model: { name, version, digest },
      policy: grouping.policy,
      valueFunction: VALUE_FUNCTION,
      ...explained,
    };
  }

  /** The groups of the policy that decided; where that one declared none, those of the policy in force. */
  private async groupingOf({ ask, policy: hash }: DecisionRecord): Promise<Grouping> {
    const inForce = this.parts.policies.get(ask.flow)?.policy;
    if (inForce?.hash === hash) return { policy: hash, definition: inForce.definition };
    const text = (await this.parts.log.findPolicy(ask.flow, hash))?.['policy.json'];
    const definition = text === undefined ? undefined : policyFileSchema.safeParse(JSON.parse(text)).data;
    if (definition?.explanation !== undefined) return { policy: hash, definition };
    if (inForce !== undefined) return { policy: inForce.hash, definition: inForce.definition };
    if (definition !== undefined) return { policy: hash, definition };
    throw new Problem('not-explainable', `The flow ${ask.flow} is not in force any more, nor is the policy that decided kept.`);
  }
}

function withdrawn(key: string): string {
  return `The very ${key} that gave this score is not loaded here.`;
}

function notScored(detail: string): Problem {
  return new Problem('overloaded', `The models had no time for an explanation: ${detail}.`, { retryAfterS: RETRY_AFTER_S });
}
