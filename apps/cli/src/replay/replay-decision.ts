import { z } from 'zod';
import { judgeAgain, loadPolicy, type Policy } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { faultBlock } from '../fault-block.js';
import { expectOk } from '../service/expect-ok.js';
import type { ServiceClient } from '../service/service-client.js';
import { compareVerdicts, type Compared } from './compare-verdicts.js';
import { decisionDocumentSchema, type DecisionDocument } from './decision-document.js';

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

const policyFilesSchema = z.object({ files: z.record(z.string(), z.string()) });

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

/** The policy is made here from its texts, and its hash is computed here: a service that handed out other files would be found out. */
async function fetchPolicy(client: Pick<ServiceClient, 'get'>, { ask, policy: hash }: DecisionDocument): Promise<Policy> {
  const path = `/v1/flows/${encodeURIComponent(ask.flow)}/policy?hash=${encodeURIComponent(hash)}`;
  const { files } = expectOk(await client.get(path), policyFilesSchema, `the policy ${hash.slice(0, 12)}…`);
  const loaded = loadPolicy(files);
  if (!loaded.ok)
    throw new CommandFailure(
      1,
      `This gavel cannot load the policy that decided; was it written for another version?\n${faultBlock(loaded.faults)}`,
    );
  if (loaded.value.hash === hash) return loaded.value;
  throw new CommandFailure(
    1,
    `The service handed out files whose hash is ${loaded.value.hash}, but the decision was made by ${hash}. Nothing was judged.`,
  );
}
