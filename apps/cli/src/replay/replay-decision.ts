import { judgeAgain } from '@gavel/engine';
import { expectOk } from '../service/expect-ok.js';
import type { ServiceClient } from '../service/service-client.js';
import { compareVerdicts, type Compared } from './compare-verdicts.js';
import { decisionDocumentSchema } from './decision-document.js';
import { fetchPolicy } from './fetch-policy.js';

/** A decision judged again from its record. */
export interface Replay {
  readonly decisionId: string;
  readonly flow: string;
  readonly policy: string;
  readonly role: string;
  readonly version?: string;
  readonly same: boolean;
  readonly compared: readonly Compared[];
}

/** Fetches a record and the files of its policy, judges again here, and compares. Throws a failure that says what could not be had. */
export async function replayDecision(client: Pick<ServiceClient, 'get'>, decisionId: string): Promise<Replay> {
  const reply = await client.get(`/v1/decisions/${encodeURIComponent(decisionId)}`);
  const document = expectOk(reply, decisionDocumentSchema, `the decision ${decisionId}`);
  const policy = await fetchPolicy(client, document);
  const { assignment, ask } = document;
  const compared = compareVerdicts(document.verdict, judgeAgain(policy, document));
  return {
    decisionId: ask.decisionId,
    flow: ask.flow,
    policy: document.policy,
    role: assignment.role,
    ...(assignment.version === undefined ? {} : { version: assignment.version }),
    same: compared.every(({ same }) => same),
    compared,
  };
}
