import type { Fault } from '../contract/fault.js';
import type { FlowFile } from '../contract/flow-file.js';
import type { JsonObject } from '../contract/json.js';
import { compileRequestSchema, type ParseRequest } from '../contract/request-schema.js';
import { isJsonObject } from '../rules/is-json-object.js';
import type { FactTypes } from '../rules/rule-set.js';
import { factTypesOfSchema } from './schema-fact-types.js';

/** What a flow file says, ready to use as far as it could be made ready; what is absent has its reason among the faults. */
export interface CheckedFlow {
  readonly faults: readonly Fault[];
  readonly parseRequest?: ParseRequest;
  /** Types of the request's fields. */
  readonly types?: FactTypes;
}

/**
 * Checks a flow file of the right shape: request schema, meaningful fields, example. Faults point into `flow.json`. `before` was made of
 * the very same file.
 */
export function checkFlow(flow: FlowFile, before?: { readonly parseRequest: ParseRequest }): CheckedFlow {
  const compiled = before === undefined ? compileRequestSchema(flow.request) : { ok: true as const, value: before.parseRequest };
  const types = factTypesOfSchema(flow.request);
  if (!compiled.ok) return { faults: inside('/request', compiled.faults), ...(types.ok ? { types: types.value } : {}) };
  const example = compiled.value(flow.example);
  const faults = [
    ...(types.ok ? [] : inside('/request', types.faults)),
    ...(example.ok ? [] : inside('/example', example.faults)),
    ...Object.entries(flow.fields).flatMap(([role, field]) => checkField(flow.request, role, field)),
  ];
  return { faults, parseRequest: compiled.value, ...(types.ok ? { types: types.value } : {}) };
}

function inside(pointer: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));
}

/** The engine reads these fields of every request, so every request must have them. */
function checkField(request: JsonObject, role: string, field: string): readonly Fault[] {
  const pointer = `/fields/${role}`;
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
  if (role === 'eventTime' && property['format'] !== 'date-time') {
    faults.push({ pointer, message: `The property "${field}" is not declared as a date-time.`, mend: 'Give it "format": "date-time".' });
  }
  return faults;
}

function propertyOf(request: JsonObject, name: string): JsonObject | undefined {
  const properties = request['properties'];
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) ? property : undefined;
}
