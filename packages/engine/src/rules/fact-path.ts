import type { FactType } from './rule-set.js';

const SEGMENT = /^[A-Za-z_][\w-]*$/;

/** The names of a plain own-property path, `$.a.b` → a, b; undefined when it is anything else (filters, wildcards, indexes, scripts). */
export function parseFactPath(path: string): readonly string[] | undefined {
  const [root, ...names] = path.split('.');
  return root === '$' && names.length > 0 && names.every((name) => SEGMENT.test(name)) ? names : undefined;
}

/** Where a path leads in a type, or the first name that leads nowhere and the names that would. */
export type PathEnd = { readonly type: FactType } | { readonly wrong: string; readonly names: readonly string[] };

/** Follows a path through the fields of a type. */
export function typeAtPath(type: FactType, names: readonly string[]): PathEnd {
  let end = type;
  for (const name of names) {
    const fields = end.kind === 'object' ? end.fields : {};
    const next = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (next === undefined) return { wrong: name, names: Object.keys(fields) };
    end = next;
  }
  return { type: end };
}
