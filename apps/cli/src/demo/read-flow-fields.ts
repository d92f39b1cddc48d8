import { z } from 'zod';
import { CommandFailure } from '../command-failure.js';
import { expectOk } from '../service/expect-ok.js';
import type { ServiceClient } from '../service/service-client.js';
import type { FlowFields } from './transaction.js';

const policySchema = z.object({ files: z.record(z.string(), z.string()) });
const flowSchema = z.object({ fields: z.object({ eventTime: z.string(), requestId: z.string(), stickiness: z.string() }) });

/** Asks the service which request fields of a flow are its time, id and customer; so the demo also learns that it is there and serves the flow. */
export async function readFlowFields(client: Pick<ServiceClient, 'get'>, flow: string): Promise<FlowFields> {
  const { files } = expectOk(
    await client.get(`/v1/flows/${encodeURIComponent(flow)}/policy`),
    policySchema,
    `the policy of the flow ${flow}`,
  );
  const parsed = flowSchema.safeParse(jsonOf(files['flow.json']));
  if (!parsed.success) throw new CommandFailure(1, `The service gave a policy of the flow ${flow} whose flow.json cannot be read.`);
  return parsed.data.fields;
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
