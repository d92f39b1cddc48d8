import type { Fault } from './fault.js';
import { JsonReader, Refusal } from './json-reader.js';
import { jsonLocator } from './json-index.js';
import type { Place } from './json-place.js';
import type { JsonValue } from './json.js';
import type { Sliced } from '../sliced.js';

/** How large and how deep a text may be. */
export interface JsonLimits {
  /** Nested objects and arrays; 32 by default. */
  readonly maxDepth?: number;
  /** Length of the text in UTF-8 bytes; 1 MiB by default. */
  readonly maxBytes?: number;
}

/** A parsed text: its value, and where in the text each value stands (found by a second scan, so it costs nothing until asked). */
export interface ParsedJson {
  readonly ok: true;
  readonly value: JsonValue;
  /** Place of the value at an RFC 6901 pointer; undefined when there is none. */
  readonly locate: (pointer: string) => Place | undefined;
}

/** A document, or the one fault that ended its reading. */
export type StrictJson = ParsedJson | { readonly ok: false; readonly fault: Fault };

const DEFAULT_MAX_DEPTH = 32;
const DEFAULT_MAX_BYTES = 1024 * 1024;

/**
 * Parses JSON (RFC 8259) and refuses what `JSON.parse` changes or hides without a word: repeated and `__proto__` keys, NUL and lone
 * surrogates, numbers that a double cannot keep, nesting and size beyond the limits. Never throws; names the first fault, because what
 * follows it cannot be read reliably. A byte order mark at the start is skipped.
 */
export function parseStrictJson(text: string, limits: JsonLimits = {}): StrictJson {
  const fault = sizeFault(text, limits);
  if (fault !== undefined) return { ok: false, fault };
  const reader = new JsonReader(text, limits.maxDepth ?? DEFAULT_MAX_DEPTH);
  try {
    return parsed(text, reader.readDocument());
  } catch (error) {
    return refused(reader, error);
  }
}

/** As `parseStrictJson`, with pauses. */
export function* parseStrictJsonSliced(text: string, limits: JsonLimits = {}): Sliced<StrictJson> {
  const fault = sizeFault(text, limits);
  if (fault !== undefined) return { ok: false, fault };
  const reader = new JsonReader(text, limits.maxDepth ?? DEFAULT_MAX_DEPTH);
  try {
    return parsed(text, yield* reader.readDocumentSliced());
  } catch (error) {
    return refused(reader, error);
  }
}

function sizeFault(text: string, { maxBytes = DEFAULT_MAX_BYTES }: JsonLimits): Fault | undefined {
  if (!isLongerThan(text, maxBytes)) return undefined;
  return { pointer: '', message: `The text is longer than ${maxBytes} bytes.`, mend: 'Send less, or split it.' };
}

function parsed(text: string, value: JsonValue): ParsedJson {
  return { ok: true, value, locate: jsonLocator(text) };
}

function refused(reader: JsonReader, error: unknown): StrictJson {
  if (error instanceof Refusal) return { ok: false, fault: reader.faultOf(error) };
  throw error;
}

/** UTF-8 length against a limit; a text is only counted when its number of UTF-16 units leaves the answer open. */
function isLongerThan(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return false;
  let bytes = text.length;
  for (let at = 0; at < text.length && bytes <= maxBytes; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // A surrogate pair is two units and four bytes, so each half adds one.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes > maxBytes;
}
