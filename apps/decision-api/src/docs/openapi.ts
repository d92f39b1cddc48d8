import { labelsOfFlow, type JsonObject, type Policy } from '@gavel/engine';
import { z } from 'zod';
import { answerSchema } from '../decisions/answer-of.js';
import { explanationSchema } from '../explanations/explanation-schema.js';
import { labelSchemaOf } from '../decisions/label-body.js';
import { backtestPaths, backtestSchemas } from './backtest-paths.js';
import { eventPaths, eventSchemas } from './event-paths.js';
import { healthPaths } from './health-paths.js';
import { modelPaths } from './model-paths.js';
import { modelSchemas } from './model-schemas.js';
import { anyObject, get, jsonContent, jsonSchemaOf, operationOf, pathParameter, ref, type Operation } from './operation.js';
import { relocated } from './relocated.js';

const faultSchema = z.object({
  file: z.string().optional().describe('Of the files of a policy.'),
  pointer: z.string().describe('RFC 6901 JSON pointer of the faulty value; empty: the whole document.'),
  line: z.int().optional().describe('1-based, like `column`: the place in the text.'),
  column: z.int().optional(),
  subject: z.string().optional().describe('The parameter, rule, feature or case concerned.'),
  message: z.string(),
  mend: z.string().optional(),
});
const problemSchema = z.object({
  type: z.string().describe('`urn:gavel:problem:<kind>`, stable.'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  faults: z.array(faultSchema).optional(),
  decisionId: z.string().optional().describe('For `key-reused`: the decision that the key belongs to.'),
});

const IDEMPOTENCY_KEY: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again with the same body it gets the recorded answer. Without it, the request’s own id is the key.',
  schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
};

/** The API of this service as it is now, OpenAPI 3.1: each flow's own request schema and example are in it. */
export function openApiOf(policies: readonly Policy[], needsKey: boolean): JsonObject {
  const requests = policies.map(({ flow }): [string, JsonObject] => [
    requestName(flow.name),
    relocated(flow.request, requestName(flow.name)),
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Gavel', version: '1', description: 'May this go through? pass, review or block, in milliseconds and for the record.' },
    ...(needsKey ? { security: [{ bearer: [] }, { apiKey: [] }] } : {}),
    paths: { ...Object.fromEntries(policies.map(decisionPath)), ...fixedPaths() },
    components: {
      schemas: {
        Answer: jsonSchemaOf(answerSchema),
        ...backtestSchemas(),
        Explanation: jsonSchemaOf(explanationSchema),
        Label: labelSchema(policies, {}),
        KeptLabel: labelSchema(policies, { decisionId: z.string() }),
        ...modelSchemas(),
        ...eventSchemas(policies),
        Problem: jsonSchemaOf(problemSchema),
        ...Object.fromEntries(requests),
      },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
    },
  };
}

function decisionPath({ flow }: Policy): [string, JsonObject] {
  const operation: Operation = {
    summary: `Decide: ${flow.title}`,
    tag: 'Decisions',
    ok: ref('Answer'),
    parameters: [IDEMPOTENCY_KEY],
    body: jsonContent(ref(requestName(flow.name)), flow.example),
    problems: [400, 413, 415, 422, 503],
  };
  return [`/v1/flows/${flow.name}/decisions`, { post: operationOf(operation) }];
}

function fixedPaths(): JsonObject {
  const id = [pathParameter('id')];
  const flow = [pathParameter('flow')];
  const hash: JsonObject = {
    name: 'hash',
    in: 'query',
    required: false,
    description: 'Of any policy that ever decided: then its files are answered.',
    schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  };
  return {
    '/v1/decisions/{id}': get({
      summary: 'The whole record of a decision',
      description: '`labels` are in the order received: the last one counts.',
      tag: 'Decisions',
      ok: anyObject,
      parameters: id,
      problems: [404, 503],
    }),
    '/v1/decisions/{id}/explanation': get({
      summary: 'Its score taken apart: what each group of facts added, and reasons',
      tag: 'Decisions',
      ok: ref('Explanation'),
      parameters: id,
      problems: [404, 409, 503],
    }),
    '/v1/decisions/{id}/labels': {
      post: operationOf({
        summary: 'Say what later proved true',
        description:
          'The label received last counts. The same label again is taken for a repetition; one that another has overruled since is a new label and counts.',
        tag: 'Decisions',
        ok: ref('KeptLabel'),
        parameters: id,
        body: jsonContent(ref('Label')),
        problems: [400, 404, 413, 415],
      }),
    },
    '/v1/flows': get({ summary: 'All flows', tag: 'Flows', ok: anyObject }),
    '/v1/flows/{flow}': get({
      summary: 'A flow: schema, example, who decides and who is compared',
      description:
        '`canary.ready` says whether the canary can score; while it cannot, the champion decides for its share. Of `shadows` only those in `shadowsReady` are compared. `faults`: why what lies in the folder now is not in force.',
      tag: 'Flows',
      ok: anyObject,
      parameters: flow,
      problems: [404],
    }),
    '/v1/flows/{flow}/example': get({
      summary: 'A complete request that decides',
      tag: 'Flows',
      ok: anyObject,
      parameters: flow,
      problems: [404],
    }),
    '/v1/flows/{flow}/policy': get({
      summary: 'The policy in force, or the files of an earlier one',
      tag: 'Flows',
      ok: anyObject,
      parameters: [...flow, hash],
      problems: [400, 404],
    }),
    ...eventPaths(),
    ...backtestPaths(),
    ...modelPaths(),
    ...healthPaths(),
  };
}

function requestName(flow: string): string {
  return `${flow}-request`;
}

/** Which labels a decision takes hangs on its flow; those of all flows are told. */
function labelSchema(policies: readonly Policy[], more: z.ZodRawShape): JsonObject {
  const names = policies.flatMap(({ flow }) => Object.keys(labelsOfFlow(flow)));
  const flows = policies.map(({ flow }) => `${flow.name}: ${Object.keys(labelsOfFlow(flow)).join(', ')}`);
  return { ...jsonSchemaOf(labelSchemaOf([...new Set(names)]).extend(more)), description: `The labels of each flow: ${flows.join('; ')}.` };
}
