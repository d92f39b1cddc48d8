import type { JsonObject } from '@gavel/engine';
import { operationOf, pathParameter, ref } from './operation.js';

const queryParameter = (name: string, description: string, schema: JsonObject): JsonObject => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

/** Model versions, their drift and how well they do. */
export function modelPaths(): JsonObject {
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
    '/v1/models': { get: operationOf({ summary: 'All model versions, with their state and drift', tag: 'Models', ok: ref('ModelList') }) },
    '/v1/models/{name}/{version}/drift': {
      get: operationOf({
        summary: 'Live decisions beside the rows that the version was measured on',
        tag: 'Models',
        ok: ref('Drift'),
        parameters: version,
        problems: [404],
      }),
    },
    '/v1/models/{name}/{version}/quality': {
      get: operationOf({
        summary: 'How well its scores told frauds, by labels that came later',
        tag: 'Models',
        ok: ref('Quality'),
        parameters: [...version, ...asked],
        problems: [400, 404, 503],
      }),
    },
  };
}
