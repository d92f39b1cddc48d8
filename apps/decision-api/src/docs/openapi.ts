import type { JsonObject, JsonValue, Policy } from '@gavel/engine';
import { z } from 'zod';
import { backtestSchema } from '../backtests/backtest-body.js';
import { answerSchema } from '../decisions/answer-of.js';
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
  /** 200 when absent. */
  readonly status?: 200 | 202 | 204;
  /** What else it can be answered as. */
  readonly otherContent?: JsonObject;
}

const OK_TITLES: Readonly<Record<number, string>> = { 200: 'OK', 202: 'Taken on', 204: 'Done' };

const PROBLEM_TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid: every fault with its JSON pointer',
  404: 'There is no such thing',
  413: 'The body is too large: 64 KiB, and 4 MiB where it holds the files of a policy',
  415: 'The body is not JSON',
  422: 'The idempotency key was used before with another body, or the files of a policy have faults',
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

const backtestViewSchema = z.object({
  id: z.string(),
  flow: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  candidate: z.object({ policy: z.string(), modelVersion: z.string().optional() }),
  from: z.string().optional(),
  to: z.string().optional(),
  askedAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  progress: z.object({
    done: z.int(),
    total: z.int().optional(),
    ratePerSecond: z.int().optional(),
    secondsLeft: z.int().optional(),
  }),
  error: z.string().optional(),
  kept: z.string().describe('Where, and how long.'),
  result: z.record(z.string(), z.unknown()).optional().describe('The report, as `gavel backtest --json` writes it.'),
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
        Backtest: jsonSchemaOf(backtestViewSchema),
        BacktestAsk: jsonSchemaOf(backtestSchema, 'input'),
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
    ...backtestPaths(),
    '/health/live': get({ summary: 'Does the process live?', tag: 'Health', ok: anyObject, isOpen: true }),
    '/health/ready': get({ summary: 'Can it decide and log?', tag: 'Health', ok: anyObject, problems: [503], isOpen: true }),
    '/health': get({ summary: 'Everything about its health', tag: 'Health', ok: anyObject }),
    '/metrics': get({ summary: 'Prometheus metrics', tag: 'Health', ok: text }),
  };
}

function backtestPaths(): JsonObject {
  const flow = [pathParameter('flow')];
  const one = [...flow, pathParameter('id')];
  const example = { candidate: { bands: [{ from: 0, outcome: 'pass' }] }, from: '2026-03-01T00:00:00Z', labelAgeDays: 45 };
  return {
    '/v1/flows/{flow}/backtests': {
      post: operationOf({
        summary: 'Backtest a candidate policy over recorded decisions; it runs behind live decisions, one at a time',
        tag: 'Backtests',
        ok: ref('Backtest'),
        status: 202,
        parameters: flow,
        body: jsonContent(ref('BacktestAsk'), example),
        problems: [400, 404, 413, 415, 422, 503],
      }),
      get: operationOf({
        summary: 'The backtests of a flow, the last first; a restart of the service forgets them',
        tag: 'Backtests',
        ok: anyObject,
        parameters: flow,
        problems: [404],
      }),
    },
    '/v1/flows/{flow}/backtests/{id}': {
      get: operationOf({
        summary: 'How far a backtest is, and its report once it is done: as JSON, or as a page for Accept: text/html',
        tag: 'Backtests',
        ok: ref('Backtest'),
        otherContent: { 'text/html': { schema: { type: 'string' } } },
        parameters: one,
        problems: [404],
      }),
      delete: operationOf({
        summary: 'Cancel a backtest; one that is over is forgotten',
        tag: 'Backtests',
        ok: anyObject,
        status: 204,
        parameters: one,
        problems: [404],
      }),
    },
  };
}

function operationOf(operation: Operation): JsonObject {
  const { summary, tag, ok, parameters, body, problems = [], isOpen, status = 200, otherContent } = operation;
  const failures = problems.map((failure): [string, JsonObject] => [
    String(failure),
    { description: PROBLEM_TITLES[failure] ?? '', content: { 'application/problem+json': { schema: ref('Problem') } } },
  ]);
  return {
    summary,
    tags: [tag],
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    ...(isOpen === true ? { security: [] } : {}),
    responses: {
      [String(status)]: {
        description: OK_TITLES[status] ?? '',
        ...(status === 204 ? {} : { content: { ...jsonContent(ok), ...otherContent } }),
      },
      ...Object.fromEntries(failures),
    },
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

/** `io`: `input` where what is sent may leave out what has a default. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonObject {
  const { $schema: _dialect, id: _id, ...rest } = z.toJSONSchema(schema, { io });
  return JSON.parse(JSON.stringify(rest));
}
