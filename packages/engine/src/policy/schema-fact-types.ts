import type { Checked, Fault } from '../contract/fault.js';
import { partsOf, pointerOf } from '../contract/json-place.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { isJsonObject } from '../rules/is-json-object.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';

/** References and nesting may go this deep; a schema that refers to itself has no end. */
const MAX_DEPTH = 32;
const SCALARS: ReadonlyMap<JsonValue | undefined, FactType> = new Map([
  ['number', { kind: 'number' }],
  ['integer', { kind: 'number' }],
  ['string', { kind: 'string' }],
  ['boolean', { kind: 'boolean' }],
]);

/** The fact types of a request schema's top-level properties. A property that could be of two kinds is a fault: rules never coerce. */
export function factTypesOfSchema(schema: JsonObject): Checked<FactTypes> {
  const reader = new SchemaTypes(schema);
  const types = reader.fieldsOf(schema, [], 0);
  return reader.faults.length > 0 ? { ok: false, faults: reader.faults } : { ok: true, value: new Map(Object.entries(types)) };
}

type Path = readonly PropertyKey[];

class SchemaTypes {
  readonly faults: Fault[] = [];

  constructor(private readonly root: JsonObject) {}

  fieldsOf(schema: JsonObject, path: Path, depth: number): Record<string, FactType> {
    const properties = schema['properties'];
    if (!isJsonObject(properties)) return {};
    const fields: Record<string, FactType> = {};
    for (const [name, property] of Object.entries(properties)) {
      const type = this.typeOf(property, [...path, 'properties', name], depth + 1);
      if (type !== undefined) fields[name] = type;
    }
    return fields;
  }

  private typeOf(schema: JsonValue | undefined, path: Path, depth: number): FactType | undefined {
    if (depth > MAX_DEPTH)
      return this.fault(path, 'The schema refers to itself, or is nested too deep.', 'Facts must have an end: flatten it.');
    if (!isJsonObject(schema)) return this.fault(path, 'The type of this property is not known.', 'Give it a schema with a "type".');
    const { type, $ref } = { type: schema['type'], $ref: schema['$ref'] };
    if (type === 'object') return { kind: 'object', fields: this.fieldsOf(schema, path, depth) };
    if (type === 'array') return this.listType(schema, path, depth);
    if (type !== undefined) {
      return (
        SCALARS.get(type) ??
        this.fault(path, `The type ${JSON.stringify(type)} is no type of fact.`, 'Leave out what is not there; use one type.')
      );
    }
    if (typeof $ref === 'string') return this.referredType($ref, path, depth);
    return this.typeOfAlternatives(schema, path, depth);
  }

  private listType(schema: JsonObject, path: Path, depth: number): FactType | undefined {
    const items = schema['items'];
    if (!isJsonObject(items)) return { kind: 'array' };
    const of = this.typeOf(items, [...path, 'items'], depth + 1);
    return of === undefined ? undefined : { kind: 'array', of };
  }

  private referredType(reference: string, path: Path, depth: number): FactType | undefined {
    const parts = reference.startsWith('#') ? partsOf(decodeURIComponent(reference.slice(1))) : undefined;
    let target: JsonValue | undefined = parts === undefined ? undefined : this.root;
    for (const part of parts ?? []) target = isJsonObject(target) && Object.hasOwn(target, part) ? target[part] : undefined;
    if (target !== undefined) return this.typeOf(target, path, depth + 1);
    return this.fault([...path, '$ref'], `${JSON.stringify(reference)} refers to nothing in this schema.`, 'Refer to "#/$defs/<name>".');
  }

  /** The one type of all alternatives: of the values of enum and const, or of the branches of anyOf, oneOf and allOf. */
  private typeOfAlternatives(schema: JsonObject, path: Path, depth: number): FactType | undefined {
    const values = [...listOf(schema['enum']), ...(Object.hasOwn(schema, 'const') ? [schema['const']] : [])];
    const ofValues = values.map((value) => SCALARS.get(typeof value));
    const ofBranches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) =>
      listOf(schema[keyword]).map((branch, index) => this.typeOf(branch, [...path, keyword, index], depth + 1)),
    );
    const [first, ...others] = [...ofValues, ...ofBranches];
    if (first === undefined) return this.fault(path, 'The type of this property is not known.', 'Give it a "type".');
    if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first;
    return this.fault(path, 'This property can be of more than one type.', 'Split it into one property for each type.');
  }

  /** One fault a place: what refers to a faulty place would only say it again. */
  private fault(path: Path, message: string, mend: string): undefined {
    const pointer = pointerOf(path);
    if (!this.faults.some((fault) => fault.pointer.startsWith(pointer))) this.faults.push({ pointer, message, mend });
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
