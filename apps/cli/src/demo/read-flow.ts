import { LABEL_MEANINGS, labelsOfFlow, type LabelTable } from '@gavel/engine';
import { z } from 'zod';
import { CommandFailure } from '../command-failure.js';
import { expectOk } from '../service/expect-ok.js';
import type { ServiceClient } from '../service/service-client.js';
import type { FlowFields } from './transaction.js';

/** What the demo needs to know of a flow. */
export interface ServedFlow {
  readonly fields: FlowFields;
  /** What can later prove true of a decision of this flow. */
  readonly labels: LabelTable;
  /** Versions that are judged in the shadow, or take turns as a canary: without any there is nothing to compare. */
  readonly candidates: readonly string[];
}

const viewSchema = z.object({ canary: z.object({ version: z.string() }).nullable(), shadows: z.array(z.string()) });
const policySchema = z.object({ files: z.record(z.string(), z.string()) });
const flowSchema = z.object({
  fields: z.object({ eventTime: z.string(), requestId: z.string(), stickiness: z.string() }),
  labels: z.record(z.string(), z.enum(LABEL_MEANINGS)).exactOptional(),
});

/** Asks the service about a flow; so the demo also learns that the service is there and serves it. */
export async function readFlow(client: Pick<ServiceClient, 'get'>, flow: string): Promise<ServedFlow> {
  const path = `/v1/flows/${encodeURIComponent(flow)}`;
  const { canary, shadows } = expectOk(await client.get(path), viewSchema, `the flow ${flow}`);
  const { files } = expectOk(await client.get(`${path}/policy`), policySchema, `the policy of the flow ${flow}`);
  const parsed = flowSchema.safeParse(jsonOf(files['flow.json']));
  if (!parsed.success) throw new CommandFailure(1, `The service gave a policy of the flow ${flow} whose flow.json cannot be read.`);
  const { fields } = parsed.data;
  return {
    fields,
    labels: labelsOfFlow(parsed.data),
    candidates: [...new Set([...(canary === null ? [] : [canary.version]), ...shadows])],
  };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
