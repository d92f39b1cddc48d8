import type { Checked, Fault } from '../contract/fault.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonObject } from '../contract/json.js';
import type { ParseRequest } from '../contract/request-schema.js';
import { isJsonObject } from '../rules/is-json-object.js';
import type { FactTypes } from '../rules/rule-set.js';
import { compileCanonicalSchema } from './canonical-addresses.js';
import { factTypesOfSchema } from './schema-fact-types.js';

/** What a flow file says, ready to use as far as it could be made ready; what is absent has its reason among the faults. */
export interface CheckedFlow {
  readonly faults: readonly Fault[];
  readonly parseRequest?: ParseRequest;
  /** Types of the request's fields. */
  readonly types?: FactTypes;
}

/** What a field of a schema must be so that the engine can read it of every document. */
export type RequiredText = 'text' | 'date-time';

/** The fields that mean something to the engine, by their role, and where in their file all of this stands. */
interface MeantFields {
  readonly names: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, RequiredText>>;
  readonly at: { readonly schema: string; readonly example: string; readonly fields: string };
}

const ROLES: MeantFields['roles'] = { eventTime: 'date-time', requestId: 'text', stickiness: 'text' };

/**
 * Checks a flow file of the right shape: request schema, meaningful fields, example. Faults point into `flow.json`. `before` was made of
 * the very same file.
 */
export function checkFlow(flow: FlowFile, before?: { readonly parseRequest: ParseRequest }): CheckedFlow {
  const at = { schema: '/request', example: '/example', fields: '/fields' };
  const compiled = before === undefined ? compileCanonicalSchema(flow.request) : { ok: true as const, value: before.parseRequest };
  return checkedSchema(compiled, flow, { names: flow.fields, roles: ROLES, at });
}

/** Compiles a schema of the flow (of its request, or of a kind of event) and checks its example and its meaningful fields. */
export function requestSchemaOf(schema: JsonObject, example: JsonObject, meant: MeantFields): CheckedFlow {
  return checkedSchema(compileCanonicalSchema(schema), { request: schema, example }, meant);
}

function checkedSchema(
  compiled: Checked<ParseRequest>,
  { request: schema, example }: Pick<FlowFile, 'request' | 'example'>,
  { names, roles, at }: MeantFields,
): CheckedFlow {
  const types = factTypesOfSchema(schema);
  if (!compiled.ok) return { faults: inside(at.schema, compiled.faults), ...(types.ok ? { types: types.value } : {}) };
  const parsed = compiled.value(example);
  const faults = [
    ...(types.ok ? [] : inside(at.schema, types.faults)),
    ...(parsed.ok ? [] : inside(at.example, parsed.faults)),
    ...Object.entries(names).flatMap(([role, field]) => checkField(schema, `${at.fields}/${role}`, field, roles[role])),
  ];
  return { faults, parseRequest: compiled.value, ...(types.ok ? { types: types.value } : {}) };
}

function inside(pointer: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}

/** The engine reads these fields of every document, so every document must have them. */
function checkField(request: JsonObject, pointer: string, field: string, role: RequiredText = 'text'): readonly Fault[] {
  const property = propertyOf(request, field);
  if (property === undefined) {
    return [{ pointer, message: `The request schema has no property "${field}".`, mend: 'Name one of its top-level properties.' }];
  }
  const faults: Fault[] = [];
  if (property['type'] !== 'string') {
    faults.push({ pointer, message: `The property "${field}" is not declared as a string.`, mend: 'Give it "type": "string".' });
  }
  const required = request['required'];
  if (!Array.isArray(required) || !required.includes(field)) {
    faults.push({ pointer, message: `The property "${field}" is not required.`, mend: 'Add it to "required" of the request schema.' });
  }
  if (role === 'date-time' && property['format'] !== 'date-time') {
    faults.push({ pointer, message: `The property "${field}" is not declared as a date-time.`, mend: 'Give it "format": "date-time".' });
  }
  return faults;
}

function propertyOf(request: JsonObject, name: string): JsonObject | undefined {
  const properties = request['properties'];
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) ? property : undefined;
}
