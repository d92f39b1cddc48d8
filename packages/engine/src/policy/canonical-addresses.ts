import type { Checked } from '../contract/fault.js';
import { partsOf } from '../contract/json-place.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { compileRequestSchema, type ParseRequest } from '../contract/request-schema.js';
import { isJsonObject } from '../rules/is-json-object.js';
import { canonicalIpAddress } from './ip-address.js';

/** Where a schema has addresses: in the value itself, in the fields of an object, in the items of an array. */
export interface AddressPlaces {
  /** Set where the value is an address: may it be an IPv4 address? */
  readonly isIpv4Allowed?: boolean;
  readonly fields?: ReadonlyMap<string, AddressPlaces>;
  readonly items?: AddressPlaces;
}

/** A schema may refer to itself; places this deep are not looked for. */
const MAX_DEPTH = 16;

/**
 * As `compileRequestSchema`, but what the schema declares as `ipv4` or `ipv6` is given in its one canonical spelling, so that rules,
 * lists, keys and the record see one address as one text. What is canonical stays the same object.
 */
export function compileCanonicalSchema(schema: JsonObject): Checked<ParseRequest> {
  const compiled = compileRequestSchema(schema);
  const places = addressPlacesOf(schema);
  if (!compiled.ok || places === undefined) return compiled;
  const parse = compiled.value;
  return {
    ok: true,
    value: (body) => {
      const checked = parse(body);
      if (!checked.ok) return checked;
      const value = canonical(checked.value, places);
      // A schema may want another spelling (by a pattern): then there is one already.
      return value === checked.value ? checked : anyOk(parse(value), checked);
    },
  };
}

function anyOk(first: Checked<JsonObject>, second: Checked<JsonObject>): Checked<JsonObject> {
  return first.ok ? first : second;
}

/** The places of the addresses that a schema declares; undefined: there are none. */
export function addressPlacesOf(root: JsonObject): AddressPlaces | undefined {
  return placesIn(root, root, 0);
}

/** What stands at a path of names inside these places. */
export function addressAt(places: AddressPlaces | undefined, names: readonly string[]): AddressPlaces | undefined {
  return names.reduce((at: AddressPlaces | undefined, name) => at?.fields?.get(name), places);
}

function placesIn(root: JsonObject, schema: JsonValue | undefined, depth: number): AddressPlaces | undefined {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return undefined;
  const { format, properties, items, $ref } = {
    format: schema['format'],
    properties: schema['properties'],
    items: schema['items'],
    $ref: schema['$ref'],
  };
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const list = schema[keyword];
    return Array.isArray(list) ? list : [];
  });
  const inner = [...branches, ...(typeof $ref === 'string' ? [referred(root, $ref)] : [])];
  const own: AddressPlaces[] = inner.flatMap((branch) => placesIn(root, branch, depth + 1) ?? []);
  if (format === 'ipv4' || format === 'ipv6') own.push({ isIpv4Allowed: format === 'ipv4' });
  const itemPlaces = placesIn(root, items, depth + 1);
  if (itemPlaces !== undefined) own.push({ items: itemPlaces });
  const fields = Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, property]) => {
    const places = placesIn(root, property, depth + 1);
    return places === undefined ? [] : [[name, places] as const];
  });
  if (fields.length > 0) own.push({ fields: new Map(fields) });
  return own.length === 0 ? undefined : own.reduce(merged);
}

function referred(root: JsonObject, reference: string): JsonValue | undefined {
  const parts = reference.startsWith('#') ? partsOf(decodeURIComponent(reference.slice(1))) : undefined;
  return parts?.reduce<JsonValue | undefined>((at, part) => (isJsonObject(at) && Object.hasOwn(at, part) ? at[part] : undefined), root);
}

function merged(a: AddressPlaces, b: AddressPlaces): AddressPlaces {
  const allowed = a.isIpv4Allowed ?? b.isIpv4Allowed;
  const items = a.items !== undefined && b.items !== undefined ? merged(a.items, b.items) : (a.items ?? b.items);
  const fields = new Map(a.fields);
  for (const [name, places] of b.fields ?? []) {
    const known = fields.get(name);
    fields.set(name, known === undefined ? places : merged(known, places));
  }
  return {
    ...(allowed === undefined ? {} : { isIpv4Allowed: allowed || b.isIpv4Allowed === true }),
    ...(items === undefined ? {} : { items }),
    ...(fields.size === 0 ? {} : { fields }),
  };
}

function canonical<T extends JsonValue>(value: T, places: AddressPlaces): T;
function canonical(value: JsonValue, { isIpv4Allowed, fields, items }: AddressPlaces): JsonValue {
  if (typeof value === 'string') return isIpv4Allowed === undefined ? value : canonicalIpAddress(value, isIpv4Allowed);
  if (Array.isArray(value)) return items === undefined ? value : canonicalItems(value, items);
  if (!isJsonObject(value)) return value;
  let changed = value;
  for (const [name, places] of fields ?? []) {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    const better = own === undefined ? undefined : canonical(own, places);
    if (better !== undefined && better !== own) changed = { ...changed, [name]: better };
  }
  return changed;
}

function canonicalItems(values: readonly JsonValue[], places: AddressPlaces): readonly JsonValue[] {
  const better = values.map((value) => canonical(value, places));
  return better.some((value, index) => value !== values[index]) ? better : values;
}
