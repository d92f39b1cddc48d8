import type { Fault } from './fault.js';
import { endlessReferences, referencesIn, type Reference } from './endless-references.js';
import { pointerOf } from './json-place.js';
import { compileSchemaPattern } from './linear-pattern.js';
import type { JsonObject, JsonValue } from './json.js';

/** Keywords whose value is a map of schemas, one schema, or a list of schemas. */
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const SINGLES = new Set(['items', 'contains', 'additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'propertyNames']);
const LISTS = new Set(['prefixItems']);
/** These speak about the same value as the schema they stand in, so a closed object stays closed inside them. */
const SAME_VALUE = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'dependentSchemas']);

interface Subschema {
  readonly schema: JsonValue;
  readonly path: readonly PropertyKey[];
  /** Is the object that this schema speaks about closed by the schema around it? */
  readonly closed: boolean;
}

/** What Ajv would let pass or would tell without a place: open objects, and keywords that do not exist (all of them, not the first). */
export function checkRequestSchema(schema: JsonObject, isKeyword: (name: string) => boolean): Fault[] {
  const faults: Fault[] = [];
  if (schema['type'] !== 'object')
    faults.push({ pointer: '', message: 'A request must be an object.', mend: 'Write "type": "object" at the top of the schema.' });
  const references: Reference[] = [];
  const waiting: Subschema[] = [{ schema, path: [], closed: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isObject(next.schema)) continue;
    faults.push(...faultsOf(next, isKeyword));
    references.push(...referencesIn(next.schema, next.path));
    waiting.push(...subschemasOf(next, next.schema).toReversed());
  }
  return [...faults, ...endlessReferences(references)];
}

function faultsOf({ schema, path, closed }: Subschema, isKeyword: (name: string) => boolean): Fault[] {
  if (!isObject(schema)) return [];
  const faults = Object.keys(schema)
    .filter((name) => !isKeyword(name))
    .map((name) => ({
      pointer: pointerOf([...path, name]),
      message: `${JSON.stringify(name)} is no JSON Schema keyword.`,
      mend: 'Correct its spelling, or remove it.',
    }));
  if (isOpen(schema) && !closed) {
    const message = 'This object is open: it lets unknown properties in.';
    faults.push({ pointer: pointerOf(path), message, mend: 'Add "additionalProperties": false.' });
  }
  return [
    ...faults,
    ...typeFaults(schema, path),
    ...impossibleNames(schema, path),
    ...patternFaults(schema, path),
    ...asyncFaults(schema, path),
    ...defaultFaults(schema, path),
  ];
}

/** A list of types with `null` beside one other is told where the types of facts are. */
function typeFaults({ type }: JsonObject, path: readonly PropertyKey[]): Fault[] {
  if (!Array.isArray(type) || type.length < 2 || (type.length === 2 && type.includes('null'))) return [];
  const message = `This can be of more than one type: ${type.map(String).join(', ')}.`;
  return [{ pointer: pointerOf([...path, 'type']), message, mend: 'Write one type, or split it into one property for each.' }];
}

/** Told here and not by Ajv, whose words are those of an exception and name no place. */
function patternFaults(schema: JsonObject, path: readonly PropertyKey[]): Fault[] {
  const { pattern, patternProperties } = { pattern: schema['pattern'], patternProperties: schema['patternProperties'] };
  const placed: [readonly PropertyKey[], string][] = [
    ...(typeof pattern === 'string' ? [[[...path, 'pattern'], pattern] satisfies [PropertyKey[], string]] : []),
    ...Object.keys(isObject(patternProperties) ? patternProperties : {}).map(
      (name) => [[...path, 'patternProperties', name], name] satisfies [PropertyKey[], string],
    ),
  ];
  return placed.flatMap(([place, source]) => {
    const compiled = compileSchemaPattern(source);
    return 'message' in compiled ? [{ pointer: pointerOf(place), ...compiled }] : [];
  });
}

/** `$async` would turn each answer into a promise, and a promise is true: every request would pass. */
function asyncFaults(schema: JsonObject, path: readonly PropertyKey[]): Fault[] {
  if (!Object.hasOwn(schema, '$async')) return [];
  return [{ pointer: pointerOf([...path, '$async']), message: 'A request is checked at once, never later.', mend: 'Remove "$async".' }];
}

/** A request is never completed: what looks like a value for absent fields would only be believed to be there. */
function defaultFaults(schema: JsonObject, path: readonly PropertyKey[]): Fault[] {
  if (!Object.hasOwn(schema, 'default')) return [];
  const message = 'A "default" is never filled in: a field that is not sent is missing.';
  return [{ pointer: pointerOf([...path, 'default']), message, mend: 'Remove it; rules ask for absent fields by isMissing.' }];
}

/** A closed object that requires a property it does not have fits nothing. */
function impossibleNames(schema: JsonObject, path: readonly PropertyKey[]): Fault[] {
  const required = schema['required'];
  const properties = schema['properties'];
  if (!Array.isArray(required) || schema['additionalProperties'] !== false || Object.hasOwn(schema, 'patternProperties')) return [];
  const known = isObject(properties) ? properties : {};
  return required.flatMap((name: JsonValue, index) => {
    if (typeof name !== 'string' || Object.hasOwn(known, name)) return [];
    const message = `${JSON.stringify(name)} is required, but is no property of this object.`;
    return [{ pointer: pointerOf([...path, 'required', index]), message, mend: 'Add it to "properties", or correct its spelling.' }];
  });
}

function isOpen(schema: JsonObject): boolean {
  const isObjectSchema = schema['type'] === 'object' || Object.hasOwn(schema, 'properties');
  return isObjectSchema && !isClosed(schema);
}

function isClosed(schema: JsonObject): boolean {
  return schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
}

function subschemasOf({ path, closed }: Subschema, schema: JsonObject): Subschema[] {
  const inner = closed || isClosed(schema);
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = { path: [...path, keyword], closed: SAME_VALUE.has(keyword) && inner };
    if (MAPS.has(keyword) && isObject(value)) return members(value, place);
    if (Array.isArray(value) && (LISTS.has(keyword) || SAME_VALUE.has(keyword))) return members(value, place);
    if (SINGLES.has(keyword) || SAME_VALUE.has(keyword)) return [{ schema: value, ...place }];
    return [];
  });
}

function members(container: object, place: Omit<Subschema, 'schema'>): Subschema[] {
  return Object.entries(container).map(([name, schema]: [string, JsonValue]) => ({
    schema,
    path: [...place.path, name],
    closed: place.closed,
  }));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
