import type { z } from 'zod';
import type { Checked, Fault } from './fault.js';
import { pointerOf, type Place } from './json-place.js';
import { isRawMessage, limitMessage } from './limit-message.js';
import type { JsonValue } from './json.js';
import { parseStrictJson, type JsonLimits, type ParsedJson } from './strict-json.js';

/** What a shape check needs of a parsed text; `locate` may be left out for values that come from no text. */
export interface Located {
  readonly value: JsonValue;
  readonly locate?: (pointer: string) => Place | undefined;
}

/** A value of the shape asked for, and where its parts stand in the text. */
export interface Shaped<T> extends Pick<ParsedJson, 'locate'> {
  readonly value: T;
}

type Issue = z.core.$ZodIssue;

/** Checks a parsed JSON value against a zod schema: every deviation is a fault with pointer and, where known, line and column. */
export function checkShape<T>(schema: z.ZodType<T>, parsed: Located, file?: string): Checked<T> {
  const result = schema.safeParse(parsed.value);
  if (result.success) return { ok: true, value: result.data };
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, parsed.value)).map((fault) => placed(fault, parsed, file));
  return { ok: false, faults };
}

/** Parses a file strictly and checks its shape. */
export function parseShaped<T>(schema: z.ZodType<T>, file: string, text: string, limits?: JsonLimits): Checked<Shaped<T>> {
  const parsed = parseStrictJson(text, limits);
  if (!parsed.ok) return { ok: false, faults: [{ file, ...parsed.fault }] };
  const checked = checkShape(schema, parsed, file);
  return checked.ok ? { ok: true, value: { value: checked.value, locate: parsed.locate } } : checked;
}

/** A fault with the file it is in and the line and column of its pointer; what is missing has the place of what should hold it. */
export function placed(fault: Fault, parsed: Pick<Located, 'locate'>, file?: string): Fault {
  return { ...(file === undefined ? {} : { file }), ...fault, ...nearestPlace(fault.pointer, parsed.locate) };
}

function nearestPlace(pointer: string, locate: Located['locate']): Place | undefined {
  const place = locate?.(pointer);
  return place !== undefined || pointer === '' ? place : nearestPlace(pointer.slice(0, pointer.lastIndexOf('/')), locate);
}

/** A zod issue in plain words; a union is told as its most likely branch. */
function faultsOf(issue: Issue, root: JsonValue): Fault[] {
  const pointer = pointerOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: `${pointer}${pointerOf([key])}`,
        message: `${JSON.stringify(key)} is not known here.`,
        mend: 'Remove it, or correct its spelling.',
      }));
    case 'invalid_union':
      return unionFaults(issue, root);
    case 'invalid_key':
      return [
        {
          pointer,
          message: `The name ${JSON.stringify(issue.path.at(-1))} is not allowed here.`,
          mend: `Rename it: ${sentence(issue.issues[0]?.message ?? '').replace(/^This must match/, 'it must match')}`,
        },
      ];
    case 'invalid_type':
      return [invalidType(issue, valueAt(root, issue.path))];
    case 'too_small':
    case 'too_big': {
      const message = isRawMessage(issue.message) ? limitMessage(issue, valueAt(root, issue.path)) : sentence(issue.message);
      return [{ pointer, ...missingOr(issue, root, message) }];
    }
    case 'invalid_value':
      return [{ pointer, ...missingOr(issue, root, `This must be ${oneOf(issue.values)}.`) }];
    default:
      return [{ pointer, ...missingOr(issue, root, sentence(issue.message)) }];
  }
}

function invalidType(issue: Issue & { code: 'invalid_type' }, value: unknown): Fault {
  const pointer = pointerOf(issue.path);
  const wanted = article(issue.expected);
  if (value === undefined) return { pointer, message: `${nameOf(issue.path)} is missing.`, mend: `Add it: ${wanted}.` };
  if (issue.expected === 'int' && typeof value === 'number')
    return { pointer, message: `This must be a whole number, not ${value}.`, mend: 'Write it without a fraction.' };
  return { pointer, message: `This must be ${wanted}, not ${kindOf(value)}.` };
}

function missingOr(issue: Issue, root: JsonValue, message: string): Pick<Fault, 'message' | 'mend'> {
  if (valueAt(root, issue.path) !== undefined) return { message };
  return { message: `${nameOf(issue.path)} is missing.`, mend: `Add it: ${message.replace(/^This must (?:be )?/, '')}` };
}

function unionFaults(issue: Issue & { code: 'invalid_union' }, root: JsonValue): Fault[] {
  const prefixed = issue.errors.map((branch) => branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })));
  const likeliest = prefixed.toSorted((a, b) => distance(a, root) - distance(b, root))[0];
  if (likeliest !== undefined) return likeliest.flatMap((inner) => faultsOf(inner, root));
  const options = 'options' in issue && Array.isArray(issue.options) ? ` Known: ${issue.options.map(String).join(', ')}.` : '';
  return [{ pointer: pointerOf(issue.path), ...missingOr(issue, root, `No known form has this value.${options}`) }];
}

/** How far a value is from a branch: a discriminator that is absent rules the branch out, one that is misspelt does not. */
function distance(branch: readonly Issue[], root: JsonValue): number {
  const weights = branch.map((issue) => {
    if (issue.code === 'invalid_union' && issue.errors.length === 0) return valueAt(root, issue.path) === undefined ? 1000 : 1;
    return issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : 1;
  });
  return weights.reduce((sum, weight) => sum + weight, 0);
}

function valueAt(root: JsonValue, path: readonly PropertyKey[]): unknown {
  let value: unknown = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function nameOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  return typeof last === 'string' ? JSON.stringify(last) : last === undefined ? 'The document' : `Item ${String(last)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return article(typeof value);
}

function article(kind: string): string {
  if (kind === 'array' || kind === 'tuple') return 'a list';
  if (kind === 'int') return 'a whole number';
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? (texts[0] ?? '') : `one of ${texts.join(', ')}`;
}

function sentence(message: string): string {
  const text = message.replace(/^Invalid input: /, '').replace(/^Invalid string: must match pattern /, 'this must match ');
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
