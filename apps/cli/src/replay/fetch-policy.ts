import { z } from 'zod';
import { loadPolicy, type Policy } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import { faultBlock } from '../fault-block.js';
import { expectOk } from '../service/expect-ok.js';
import type { ServiceClient } from '../service/service-client.js';
import type { DecisionDocument } from './decision-document.js';

const policyFilesSchema = z.object({ files: z.record(z.string(), z.string()) });

/** The policy is made here from its texts, and its hash is computed here: a service that handed out other files would be found out. */
export async function fetchPolicy(
  client: Pick<ServiceClient, 'get'>,
  { ask, policy: hash }: Pick<DecisionDocument, 'ask' | 'policy'>,
): Promise<Policy> {
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
