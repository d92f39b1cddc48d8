import type { Fault } from './fault.js';
import { pointerOf } from './json-place.js';
import type { JsonObject, JsonValue } from './json.js';

type Words = Pick<Fault, 'message' | 'mend'>;

/** What Ajv says when it cannot compile a schema, and what that means to whoever wrote it. */
const MEANINGS: readonly (readonly [RegExp, (...parts: string[]) => Words])[] = [
  [
    /missing types? "([^"]+)" for keyword "([^"]+)"/,
    (type = '', keyword = '') => ({
      message: `"${keyword}" is for values of the type ${type}, and this schema does not say that its values are.`,
      mend: `Write "type": "${type}" beside it, or remove "${keyword}".`,
    }),
  ],
  [
    /unknown format "([^"]*)"/,
    (format = '') => ({
      message: `There is no format "${format}".`,
      mend: 'Use date-time, date, time, duration, email, hostname, ipv4, ipv6, uri or uuid, or a "pattern".',
    }),
  ],
  [
    /"prefixItems" is (\d+)-tuple/,
    (count = '') => ({
      message: '"prefixItems" says what the first items are, and nothing says how many there may be.',
      mend: `Add "items": false and "minItems": ${count}.`,
    }),
  ],
  [
    /can't resolve reference (\S+)/,
    (reference = '') => ({ message: `"${reference}" refers to nothing in this schema.`, mend: 'Refer to "#/$defs/<name>".' }),
  ],
  [
    /"([^"]+)" without "?([^"]+?)"? is ignored/,
    (keyword = '', partner = '') => ({
      message: `"${keyword}" does nothing without "${partner.replaceAll('" and "', '" or "')}".`,
      mend: `Add what is lacking beside it, or remove "${keyword}".`,
    }),
  ],
  [
    /property (.+) matches pattern (.+) \(use allowMatchingProperties\)/,
    (property = '', pattern = '') => ({
      message: `The property "${property}" has a schema in "properties" and one by the pattern "${pattern}".`,
      mend: 'Change the pattern, or leave the property out of "properties".',
    }),
  ],
];

/** What an exception of Ajv's compiler means. It names the place of a fault only inside its message, `… at "#/properties/x"`, if at all. */
export function compileFault(error: unknown, schema: JsonObject): Fault {
  const text = error instanceof Error ? error.message : String(error);
  const pointer = /"#(\/[^"]*)"/.exec(text)?.[1] ?? '';
  for (const [pattern, words] of MEANINGS) {
    const match = pattern.exec(text);
    if (match !== null) return { pointer: pointer === '' ? placeOf(match[1] ?? '', schema) : pointer, ...words(...match.slice(1)) };
  }
  const message = `The request schema cannot be compiled: ${text.replace(/^strict mode: /, '')}.`;
  return { pointer, message, mend: 'Correct it as JSON Schema 2020-12 in its strict form.' };
}

/** Where a reference, or a keyword, of this text stands: the first such place, or the whole schema. */
function placeOf(text: string, schema: JsonObject): string {
  const waiting: { readonly value: JsonValue; readonly path: readonly PropertyKey[] }[] = [{ value: schema, path: [] }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, member] of Object.entries(value)) {
      if (key === text || (key === '$ref' && member === text)) return pointerOf([...path, key]);
      waiting.push({ value: member, path: [...path, key] });
    }
  }
  return '';
}
