import type { JsonObject, JsonValue, Policy } from '@gavel/engine';
import { z } from 'zod';
import { answerSchema } from '../decisions/answer-of.js';
import { explanationSchema } from '../explanations/explanation-schema.js';
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
}

const PROBLEM_TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid: every fault with its JSON pointer',
  404: 'There is no such thing',
  409: 'There is nothing to explain, or the model that gave the score is not loaded',
  413: 'The body has more than 64 KiB',
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
const queryParameter = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});
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
        Explanation: jsonSchemaOf(explanationSchema),
        Label: jsonSchemaOf(labelSchema),
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
        tag: 'Decisions',
        ok: ref('Label'),
        parameters: id,
        body: jsonContent(ref('Label')),
        problems: [400, 404, 503],
      }),
    },
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
    ...modelPaths(),
    '/health/live': get({ summary: 'Does the process live?', tag: 'Health', ok: anyObject, isOpen: true }),
    '/health/ready': get({ summary: 'Can it decide and log?', tag: 'Health', ok: anyObject, problems: [503], isOpen: true }),
    '/health': get({ summary: 'Everything about its health', tag: 'Health', ok: anyObject }),
    '/metrics': get({ summary: 'Prometheus metrics', tag: 'Health', ok: text }),
  };
}

function modelPaths(): JsonObject {
  const version = [pathParameter('name'), pathParameter('version')];
  const asked = [
    queryParameter('days', 'Event time from so many days ago on.', { type: 'number', minimum: 1, maximum: 365, default: 30 }),
    queryParameter('alertShare', 'Share of decisions that analysts can look at.', {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.01,
    }),
    queryParameter('labelAgeDays', 'Labels count for decisions of this age.', { type: 'number', minimum: 0, maximum: 365, default: 0 }),
    queryParameter('presumeGenuine', 'Take decisions of that age without a label for genuine.', { type: 'boolean', default: false }),
    queryParameter('reviewCost', 'Of one review, in the unit of the amount.', { type: 'number', minimum: 0, default: 10 }),
    queryParameter('falseBlockCost', 'Of blocking a good customer once.', { type: 'number', minimum: 0, default: 20 }),
    queryParameter('amount', 'The fact that is summed up; else amountEur, or amount.', { type: 'string' }),
  ];
  return {
    '/v1/models': { get: operationOf({ summary: 'All model versions, with their state and drift', tag: 'Models', ok: anyObject }) },
    '/v1/models/{name}/{version}/drift': {
      get: operationOf({
        summary: 'Live decisions beside the rows that the version was measured on',
        tag: 'Models',
        ok: anyObject,
        parameters: version,
        problems: [404],
      }),
    },
    '/v1/models/{name}/{version}/quality': {
      get: operationOf({
        summary: 'How well its scores told frauds, by labels that came later',
        tag: 'Models',
        ok: anyObject,
        parameters: [...version, ...asked],
        problems: [400, 404, 503],
      }),
    },
  };
}

function operationOf({ summary, tag, ok, parameters, body, problems = [], isOpen }: Operation): JsonObject {
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
    responses: { '200': { description: 'OK', content: jsonContent(ok) }, ...Object.fromEntries(failures) },
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
  const { $schema: _dialect, id: _id, ...rest } = z.toJSONSchema(schema);
  return JSON.parse(JSON.stringify(rest));
}
