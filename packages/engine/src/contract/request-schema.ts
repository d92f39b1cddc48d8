import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { compileFault } from './compile-fault.js';
import type { Checked, Fault } from './fault.js';
import type { JsonObject, JsonValue } from './json.js';
import { isDateTime } from './instant.js';
import { compileSchemaPattern } from './linear-pattern.js';
import { checkRequestSchema } from './check-request-schema.js';
import { schemaErrorFaults } from './schema-error-faults.js';

/** Checks a request body: the body itself when it fits, else every fault with its JSON pointer. Changes nothing: no coercion, no defaults. */
export type ParseRequest = (body: JsonValue) => Checked<JsonObject>;

/**
 * Compiles a flow's request schema (JSON Schema 2020-12, Ajv's strict mode, with formats). Faults point into the schema: unknown keywords
 * and formats, open objects, whatever Ajv cannot compile.
 */
export function compileRequestSchema(schema: JsonObject): Checked<ParseRequest> {
  const ajv = createAjv();
  const faults = [...checkDialect(schema), ...checkRequestSchema(schema, (keyword) => Object.hasOwn(ajv.RULES.keywords, keyword))];
  if (faults.length > 0) return { ok: false, faults };
  try {
    const validate = ajv.compile<JsonObject>(schema);
    return { ok: true, value: (body) => check(validate, body) };
  } catch (error) {
    return { ok: false, faults: [compileFault(error, schema)] };
  }
}

function check(validate: ValidateFunction<JsonObject>, body: JsonValue): Checked<JsonObject> {
  if (validate(body)) return { ok: true, value: body };
  return { ok: false, faults: schemaErrorFaults(validate.errors ?? []) };
}

/**
 * One instance for each schema, so that what one flow defines is unknown to another. It is without the meta-schema, whose compilation
 * would cost more than all the rest; checkDialect has it once for all.
 */
function createAjv(): Ajv2020 {
  // `strictRequired` would refuse `"then": {"required": [...]}`; checkRequestSchema looks for required names that do not exist.
  const strictness = { strict: true, strictRequired: false, meta: false, validateSchema: false };
  const ajv = new Ajv2020({ ...strictness, code: { regExp: schemaPattern }, allErrors: true, ownProperties: true, logger: false });
  formats.default.default(ajv);
  ajv.addFormat('date-time', { type: 'string', validate: isDateTime });
  return ajv;
}

/** Ajv's engine for `pattern` and `patternProperties`. It tells patterns apart by their text; its own code generator asks for `code`. */
const schemaPattern = Object.assign(
  (source: string) => {
    const pattern = compileSchemaPattern(source);
    if ('message' in pattern) throw new Error(pattern.message);
    return { test: pattern.test, toString: () => source };
  },
  { code: 'schemaPattern' },
);

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
let metaSchema: ValidateFunction | undefined;

/** Is this JSON Schema 2020-12 at all? Every wrong keyword value is told, at its place. */
function checkDialect(schema: JsonObject): readonly Fault[] {
  const dialect = schema['$schema'];
  if (dialect !== undefined && dialect !== DIALECT) {
    return [{ pointer: '/$schema', message: 'The request schema is of another dialect.', mend: `Write it in ${DIALECT}.` }];
  }
  metaSchema ??= new Ajv2020({ allErrors: true, strict: false, logger: false }).getSchema(DIALECT);
  if (metaSchema === undefined) throw new Error('Ajv has lost its meta-schema');
  return metaSchema(schema) ? [] : schemaErrorFaults(metaSchema.errors ?? []);
}
