import type { JsonObject, JsonValue, Policy } from '@gavel/engine';
import { z } from 'zod';
import { answerSchema } from '../decisions/answer-of.js';
import { MAX_EVENTS, sentEventSchema } from '../events/event-batch.js';
import { ingestAnswerSchema } from '../events/ingester.js';
import { labelSchema } from '../decisions/label-body.js';

/** What is said of one operation, before it becomes OpenAPI. */
interface Operation {
  readonly summary: string;
  readonly tag: string;
  readonly ok: JsonObject;
  readonly parameters?: readonly JsonObject[];
  readonly body?: JsonObject;
  readonly problems?: readonly number[];
  readonly isOpen?: boolean;
  /** Of the answer when all is well; 200 where it is left out. */
  readonly status?: string;
  /** Answers that are neither that nor a problem. */
  readonly others?: JsonObject;
}

const PROBLEM_TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid: every fault with its JSON pointer',
  404: 'There is no such thing',
  413: 'The body has more than 64 KiB (a batch of events: 1 MiB)',
  415: 'The body is not JSON',
  422: 'The idempotency key was used before with another body',
  503: 'It cannot be answered now; the header Retry-After says when to ask again',
};

const faultSchema = z.object({
  pointer: z.string().describe('RFC 6901 JSON pointer of the faulty value; empty: the whole document.'),
  message: z.string(),
  mend: z.string().optional(),
});
const problemSchema = z.object({
  type: z.string().describe('`urn:gavel:problem:<kind>`, stable.'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  faults: z.array(faultSchema).optional(),
});

const anyObject: JsonObject = { type: 'object' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const pathParameter = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const jsonContent = (schema: JsonObject, example?: JsonValue): JsonObject => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
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
        Label: jsonSchemaOf(labelSchema),
        SentEvent: { ...jsonSchemaOf(sentEventSchema), ...oneOfKinds(policies) },
        Ingested: jsonSchemaOf(ingestAnswerSchema),
        Problem: jsonSchemaOf(problemSchema),
        ...Object.fromEntries([...requests, ...kindSchemas(policies)]),
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

/** Events of each kind that a flow takes in; without any, whatever is sent is refused. */
function oneOfKinds(policies: readonly Policy[]): JsonObject {
  const branches = policies.flatMap(({ flow, events }) =>
    [...events.values()].map(({ name, definition }): JsonObject => ({
      title: `${flow.name}: ${definition.title}`,
      description: definition.description,
      properties: { flow: { const: flow.name }, kind: { const: name }, event: ref(kindName(flow.name, name)) },
    })),
  );
  return branches.length === 0 ? {} : { oneOf: branches };
}

function kindName(flow: string, kind: string): string {
  return `${flow}-event-${kind}`;
}

/** The schema of every kind of event, under its name. */
function kindSchemas(policies: readonly Policy[]): [string, JsonObject][] {
  return policies.flatMap(({ flow, events }) =>
    [...events.values()].map(({ name, definition }): [string, JsonObject] => {
      const own = kindName(flow.name, name);
      return [own, { ...relocated(definition.event, own), examples: [definition.example] }];
    }),
  );
}

const INGEST: Operation = {
  summary: 'Take in events that feed features, without a decision',
  tag: 'Events',
  ok: ref('Ingested'),
  status: '202',
  body: {
    'application/json': { schema: { type: 'array', minItems: 1, maxItems: MAX_EVENTS, items: ref('SentEvent') } },
    'application/x-ndjson': { schema: { type: 'string', description: `One SentEvent a line, at most ${MAX_EVENTS} and 1 MiB.` } },
  },
  others: {
    '207': { description: 'Some were refused: their results say why; the others are kept.', content: jsonContent(ref('Ingested')) },
  },
  problems: [400, 413, 415, 503],
};

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
  const get = (operation: Operation): JsonObject => ({ get: operationOf(operation) });
  const text: JsonObject = { type: 'string' };
  return {
    '/v1/decisions/{id}': get({
      summary: 'The whole record of a decision',
      tag: 'Decisions',
      ok: anyObject,
      parameters: id,
      problems: [404, 503],
    }),
    '/v1/decisions/{id}/labels': {
      post: operationOf({
        summary: 'Say what later proved true',
        tag: 'Decisions',
        ok: ref('Label'),
        parameters: id,
        body: jsonContent(ref('Label')),
        problems: [400, 404, 503],
      }),
    },
    '/v1/events': { post: operationOf(INGEST) },
    '/v1/flows': get({ summary: 'All flows', tag: 'Flows', ok: anyObject }),
    '/v1/flows/{flow}': get({
      summary: 'A flow: schema, example, who decides and who is compared',
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
    '/health/live': get({ summary: 'Does the process live?', tag: 'Health', ok: anyObject, isOpen: true }),
    '/health/ready': get({ summary: 'Can it decide and log?', tag: 'Health', ok: anyObject, problems: [503], isOpen: true }),
    '/health': get({ summary: 'Everything about its health', tag: 'Health', ok: anyObject }),
    '/metrics': get({ summary: 'Prometheus metrics', tag: 'Health', ok: text }),
  };
}

function operationOf({
  summary,
  tag,
  ok,
  parameters,
  body,
  problems = [],
  isOpen,
  status: whenWell = '200',
  others = {},
}: Operation): JsonObject {
  const failures = problems.map((status): [string, JsonObject] => [
    String(status),
    { description: PROBLEM_TITLES[status] ?? '', content: { 'application/problem+json': { schema: ref('Problem') } } },
  ]);
  return {
    summary,
    tags: [tag],
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    ...(isOpen === true ? { security: [] } : {}),
    responses: { [whenWell]: { description: 'OK', content: jsonContent(ok) }, ...others, ...Object.fromEntries(failures) },
  };
}

function requestName(flow: string): string {
  return `${flow}-request`;
}

/** References inside a schema start at its own root, which here is a place inside the components. */
function relocated(schema: JsonObject, name: string): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => (key === '$schema' ? [] : [[key, movedIn(key, value, name)]])),
  );
}

function movedIn(key: string, value: JsonValue, name: string): JsonValue {
  if (typeof value === 'string') return key === '$ref' && value.startsWith('#') ? `#/components/schemas/${name}${value.slice(1)}` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => movedIn('', item, name));
  return relocated(value, name);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, id: _id, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return JSON.parse(JSON.stringify(rest));
}
