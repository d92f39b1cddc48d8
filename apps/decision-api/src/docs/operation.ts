import type { JsonObject, JsonValue } from '@gavel/engine';
import { z } from 'zod';

/** What is said of one operation, before it becomes OpenAPI. */
export interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** Schema of the answer; with `okContent` absent, it is JSON. */
  readonly ok?: JsonObject;
  /** The answer by media type, where it is no JSON. */
  readonly okContent?: JsonObject;
  readonly parameters?: readonly JsonObject[];
  readonly body?: JsonObject;
  readonly problems?: readonly number[];
  /** It needs no key, and is answered however much there is to do. */
  readonly isOpen?: boolean;
  /** 200 when absent. */
  readonly status?: 200 | 202 | 204;
  /** What else it can be answered as. */
  readonly otherContent?: JsonObject;
  /** Answers that are neither that nor a problem, by status. */
  readonly otherAnswers?: JsonObject;
}

const OK_TITLES: Readonly<Record<number, string>> = { 200: 'OK', 202: 'Taken on', 204: 'Done' };

const PROBLEM_TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid: every fault with its JSON pointer',
  401: 'An API key is needed',
  403: '`foreign-host`: without API keys only names of this machine are answered, and the Host header is another one',
  404: 'There is no such thing',
  405: 'The path does not take this method; the header Allow says which it takes',
  409: 'There is nothing to explain, or the model that gave the score is not loaded',
  413: 'The body is too large: 64 KiB; a batch of events 1 MiB, the files of a policy 4 MiB',
  415: 'The body is not JSON',
  422: 'The idempotency key was used before with another body, or the files of a policy have faults',
  503: 'It cannot be answered now; the header Retry-After says when to ask again',
};

/** A JSON object that the description says no more of. */
export const anyObject: JsonObject = { type: 'object' };
/** A schema of the components, by name. */
export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
/** A part of the path. */
export const pathParameter = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: { type: 'string' } });
/** A body of JSON. */
export const jsonContent = (schema: JsonObject, example?: JsonValue): JsonObject => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

/** A path that can only be read. */
export function get(operation: Operation): JsonObject {
  return { get: operationOf(operation) };
}

/** One operation as OpenAPI says it. */
export function operationOf(operation: Operation): JsonObject {
  const {
    summary,
    description,
    tag,
    ok = anyObject,
    okContent,
    parameters,
    body,
    problems = [],
    isOpen,
    status = 200,
    otherContent,
    otherAnswers,
  } = operation;
  const failures = [...new Set([...problems, ...(isOpen === true ? [] : [401, 403]), ...(tag === 'Health' ? [] : [503])])]
    .toSorted((a, b) => a - b)
    .map((problem): [string, JsonObject] => [
      String(problem),
      { description: PROBLEM_TITLES[problem] ?? '', content: { 'application/problem+json': { schema: ref('Problem') } } },
    ]);
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    ...(isOpen === true ? { security: [] } : {}),
    responses: {
      [String(status)]: {
        description: OK_TITLES[status] ?? '',
        ...(status === 204 ? {} : { content: { ...(okContent ?? jsonContent(ok)), ...otherContent } }),
      },
      ...otherAnswers,
      ...Object.fromEntries(failures),
    },
  };
}

/** JSON Schema of a zod schema. `io`: `input` where what is sent may leave out what has a default. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonObject {
  const { $schema: _dialect, id: _id, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return JSON.parse(JSON.stringify(rest));
}
