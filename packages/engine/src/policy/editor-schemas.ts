import { z } from 'zod';
import { caseFileSchema } from '../contract/case-file.js';
import { eventFileSchema } from '../contract/event-file.js';
import { featureFileSchema } from '../contract/feature-file.js';
import { flowFileSchema } from '../contract/flow-file.js';
import { policyFileSchema } from '../contract/policy-file.js';
import { ruleFileSchema } from '../contract/rule-file.js';
import { DECORATORS, OPERATORS } from '../rules/operators.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * JSON Schemas (2020-12) of the files of a flow by name (`flow`, `features`, `policy`, `rules`, `event`, `cases`), for editors: they complete and
 * check while someone types. What only Gavel knows (facts, reason codes) is left to loadPolicy.
 */
export function editorSchemas(): Record<'flow' | 'features' | 'policy' | 'rules' | 'event' | 'cases', JsonSchema> {
  return {
    flow: schemaOf(flowFileSchema),
    features: schemaOf(featureFileSchema),
    policy: schemaOf(policyFileSchema),
    rules: schemaOf(ruleFileSchema),
    event: schemaOf(eventFileSchema),
    cases: schemaOf(caseFileSchema),
  };
}

/** Members that hold conditions are custom to zod; their form is told by hand. */
const CONDITION_MEMBERS = new Set<PropertyKey | undefined>(['conditions', 'additionalProperties']);

function schemaOf(schema: z.ZodType): JsonSchema {
  let hasConditions = false;
  const made = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      if (zodSchema._zod.def.type !== 'custom') return;
      const isCondition = path.includes('conditions') && CONDITION_MEMBERS.has(path.at(-1));
      hasConditions ||= isCondition;
      Object.assign(jsonSchema, isCondition ? { $ref: '#/$defs/condition' } : { type: 'object' });
    },
  });
  return hasConditions ? { ...made, $defs: { ...made.$defs, condition: CONDITION } } : made;
}

const inner: JsonSchema = { $ref: '#/$defs/condition' };
const about: Record<string, JsonSchema> = { name: { type: 'string' }, priority: { type: 'integer', minimum: 1 } };

/** An operator with what may stand before it, e.g. `not:someFact:equal`. */
const DECORATED = `^(?:(?:${DECORATORS.join('|')}):){1,4}(?:${Object.keys(OPERATORS).join('|')})$`;

/** json-rules-engine's condition tree. `anyOf` with closed objects lets an editor offer the members of each form. */
const CONDITION: JsonSchema = {
  anyOf: [
    closed({ all: { type: 'array', items: inner } }),
    closed({ any: { type: 'array', items: inner } }),
    closed({ not: inner }),
    closed({ condition: { type: 'string', description: 'Name of a shared condition of the same file.' } }),
    closed(
      {
        fact: { type: 'string', description: 'A request field, a feature, `score` or `lists`.' },
        operator: { anyOf: [{ enum: Object.keys(OPERATORS) }, { type: 'string', pattern: DECORATED }] },
        value: {
          description: 'A value, a list of values, {"fact": name}: the value of another fact, or {"lat", "lon", "km"} for withinKm.',
        },
      },
      { path: { type: 'string', pattern: '^\\$\\.', description: 'Own property inside the fact, `$.a.b`.' } },
    ),
  ],
};

function closed(required: Record<string, JsonSchema>, optional: Record<string, JsonSchema> = {}): JsonSchema {
  return {
    type: 'object',
    properties: { ...required, ...optional, ...about },
    required: Object.keys(required),
    additionalProperties: false,
  };
}
