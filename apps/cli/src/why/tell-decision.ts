import {
  describeDecision,
  findCounterfactual,
  withModelVersion,
  type Counterfactual,
  type DecisionStory,
  type Facts,
  type Outcome,
  type Policy,
} from '@gavel/engine';
import { fetchPolicy } from '../replay/fetch-policy.js';
import { expectOk } from '../service/expect-ok.js';
import { refusalOf } from '../service/refusal-of.js';
import type { ServiceClient } from '../service/service-client.js';
import { explainedScoreSchema, type ExplainedScore } from './score-document.js';
import { whyDocumentSchema, type WhyDocument } from './why-document.js';

/** A decision and why it came out as it did. */
export interface Why {
  readonly decisionId: string;
  readonly flow: string;
  readonly policy: string;
  readonly role: string;
  readonly model?: WhyDocument['model'];
  readonly version?: string;
  /** Is the outcome judged again the recorded one? */
  readonly asRecorded: boolean;
  readonly story: DecisionStory;
  /** The smallest change that gives another outcome; a second one where that outcome is not yet pass. */
  readonly counterfactuals?: readonly Counterfactual[];
  /** What made the score, or why that cannot be told. */
  readonly explainedScore?: ExplainedScore | { readonly unavailable: string };
}

/** What to tell beside the story. */
export interface WhyAsked {
  /** What each group of facts added to the score. */
  readonly score?: boolean;
  readonly counterfactual: boolean;
  /** Facts that may change; without it those that the flow declares. */
  readonly change?: readonly string[];
}

/** A decision's story, with the policy that has the words for its facts. */
export interface ToldWhy {
  readonly why: Why;
  readonly policy: Policy;
}

/** Fetches a record and its policy, and tells it. Throws a failure that says what could not be had. */
export async function tellDecision(client: Pick<ServiceClient, 'get'>, decisionId: string, asked: WhyAsked): Promise<ToldWhy> {
  const reply = await client.get(`/v1/decisions/${encodeURIComponent(decisionId)}`);
  const document = expectOk(reply, whyDocumentSchema, `the decision ${decisionId}`);
  const policy = await fetchPolicy(client, document);
  const { assignment, ask, model } = document;
  const story = describeDecision(document, policy);
  const why: Why = {
    decisionId: ask.decisionId,
    flow: ask.flow,
    policy: document.policy,
    role: assignment.role,
    ...(model === undefined ? {} : { model }),
    ...(assignment.version === undefined ? {} : { version: assignment.version }),
    asRecorded: story.outcome === document.verdict.outcome,
    story,
    ...(asked.score === true ? { explainedScore: await explainedScore(client, ask.decisionId) } : {}),
    ...(asked.counterfactual ? { counterfactuals: counterfactualsOf(document, { policy, outcome: story.outcome }, asked.change) } : {}),
  };
  return { why, policy };
}

/** There was no score, or its model is not loaded any more: the rest of the story stands. */
const NOT_EXPLAINABLE = 409;

/** The service computes it: it has the model. */
async function explainedScore(client: Pick<ServiceClient, 'get'>, decisionId: string): Promise<NonNullable<Why['explainedScore']>> {
  const reply = await client.get(`/v1/decisions/${encodeURIComponent(decisionId)}/explanation`);
  if (reply.status === NOT_EXPLAINABLE) return { unavailable: refusalOf(reply).text };
  return expectOk(reply, explainedScoreSchema, 'the explanation of its score');
}

/** Of a block also what would have let it pass, where the smallest change only leads to review. */
function counterfactualsOf(
  { assignment, ask, facts }: WhyDocument,
  { policy, outcome }: { readonly policy: Policy; readonly outcome: Outcome },
  change?: readonly string[],
): readonly Counterfactual[] {
  const versioned = assignment.version === undefined ? policy : withModelVersion(policy, assignment.version);
  const recorded: Facts = { request: ask.request, ...facts };
  const changeable = change ?? policy.flow.changeable ?? [];
  const first = findCounterfactual(versioned, recorded, { changeable });
  if (outcome !== 'block' || first.found?.outcome !== 'review') return [first];
  return [first, findCounterfactual(versioned, recorded, { changeable, outcomes: ['pass'] })];
}
