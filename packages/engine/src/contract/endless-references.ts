import type { Fault } from './fault.js';
import { pointerOf } from './json-place.js';
import type { JsonObject } from './json.js';

/** A reference inside a schema: where it stands, and the part of the same schema to which it leads. */
export interface Reference {
  /** JSON pointer of the schema that holds it. */
  readonly within: string;
  readonly keyword: string;
  readonly target: string;
}

/** A schema with more is a mistake, and looking for circles takes their product. */
const MAX_REFERENCES = 500;

/** The references of one schema to parts of its own document. */
export function referencesIn(schema: JsonObject, path: readonly PropertyKey[]): readonly Reference[] {
  return ['$ref', '$dynamicRef'].flatMap((keyword) => {
    const reference = schema[keyword];
    if (typeof reference !== 'string' || !reference.startsWith('#')) return [];
    return [{ within: pointerOf(path), keyword, target: reference.slice(1) }];
  });
}

/** References that lead back to themselves: checking a request could take for ever, and its facts would have no end. */
export function endlessReferences(references: readonly Reference[]): readonly Fault[] {
  if (references.length > MAX_REFERENCES) {
    const message = `The schema has ${references.length} references, more than ${MAX_REFERENCES}.`;
    return [{ pointer: '', message, mend: 'Write the parts out, or merge them.' }];
  }
  return references.filter(leadsBack(references)).map(({ within, keyword, target }) => ({
    pointer: `${within}/${keyword}`,
    message: `The reference ${JSON.stringify(`#${target}`)} leads back to itself.`,
    mend: 'Facts must have an end: refer to parts that do not refer back.',
  }));
}

function leadsBack(references: readonly Reference[]): (start: Reference) => boolean {
  const next = new Map(references.map((reference) => [reference, references.filter(({ within }) => isInside(within, reference.target))]));
  return (start) => {
    const seen = new Set<Reference>();
    const waiting = [...(next.get(start) ?? [])];
    for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
      if (reference === start) return true;
      if (seen.has(reference)) continue;
      seen.add(reference);
      waiting.push(...(next.get(reference) ?? []));
    }
    return false;
  };
}

function isInside(pointer: string, target: string): boolean {
  return pointer === target || pointer.startsWith(`${target}/`);
}
