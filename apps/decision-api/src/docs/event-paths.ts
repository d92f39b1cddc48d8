import type { JsonObject, Policy } from '@gavel/engine';
import { MAX_EVENTS, sentEventSchema } from '../events/event-batch.js';
import { ingestAnswerSchema } from '../events/ingester.js';
import { jsonContent, jsonSchemaOf, operationOf, ref, type Operation } from './operation.js';
import { relocated } from './relocated.js';

const INGEST: Operation = {
  summary: 'Take in events that feed features, without a decision',
  tag: 'Events',
  ok: ref('Ingested'),
  status: 202,
  body: {
    'application/json': { schema: { type: 'array', minItems: 1, maxItems: MAX_EVENTS, items: ref('SentEvent') } },
    'application/x-ndjson': { schema: { type: 'string', description: `One SentEvent a line, at most ${MAX_EVENTS} and 1 MiB.` } },
  },
  otherAnswers: {
    '207': { description: 'Some were refused: their results say why; the others are kept.', content: jsonContent(ref('Ingested')) },
  },
  problems: [400, 413, 415, 503],
};

/** Schemas that the paths of events refer to: each flow's own kinds of event are in them. */
export function eventSchemas(policies: readonly Policy[]): JsonObject {
  return {
    SentEvent: { ...jsonSchemaOf(sentEventSchema), ...oneOfKinds(policies) },
    Ingested: jsonSchemaOf(ingestAnswerSchema),
    ...Object.fromEntries(kindSchemas(policies)),
  };
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

/** Events that feed features. */
export function eventPaths(): JsonObject {
  return { '/v1/events': { post: operationOf(INGEST) } };
}
