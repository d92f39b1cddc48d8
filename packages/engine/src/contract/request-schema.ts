import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import type { Checked, Fault } from './fault.js';
import type { JsonObject, JsonValue } from './json.js';
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
    return { ok: false, faults: [compileFault(error)] };
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

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * RFC 3339, in the form that every clock here can read: capital T and Z, no leap second (`Date.parse` knows none), and a day that exists
 * (`Date.parse` turns 30 February into 2 March).
 */
function isDateTime(text: string): boolean {
  if (isPlainUtc(text)) return true;
  const [, year = '', month = '', day = ''] = DATE_TIME.exec(text) ?? [];
  if (year === '' || text.includes('T24:') || !Number.isFinite(Date.parse(text))) return false;
  return (
    new Date(Date.UTC(2000, Number(month) - 1, Number(day))).getUTCDate() === Number(day) &&
    (month !== '02' || day !== '29' || isLeapYear(Number(year)))
  );
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `2026-03-01T12:00:00Z`, the form that nearly all have, at a tenth of the price. */
function isPlainUtc(text: string): boolean {
  if (text.length !== 20) return false;
  const year = digitsAt(text, 0) * 100 + digitsAt(text, 2);
  const [month, day] = [digitsAt(text, 5), digitsAt(text, 8)];
  const most = month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0);
  return (
    isPunctuated(text) &&
    year >= 0 &&
    day >= 1 &&
    day <= most &&
    digitsAt(text, 11) < 24 &&
    digitsAt(text, 14) < 60 &&
    digitsAt(text, 17) < 60
  );
}

function isPunctuated(text: string): boolean {
  return text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[19] === 'Z';
}

/** Two digits as a number; not a number, where they are none. */
function digitsAt(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const units = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : Number.NaN;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Ajv names the place of a strict-mode fault only inside its message: `... at "#/properties/x"`. */
function compileFault(error: unknown): Fault {
  const text = error instanceof Error ? error.message : String(error);
  const pointer = /"#(\/[^"]*)"/.exec(text)?.[1] ?? '';
  return {
    pointer,
    message: `The request schema cannot be compiled: ${text}.`,
    mend: 'Correct it as JSON Schema 2020-12 in its strict form.',
  };
}
