import type { EventHistory } from './event-history.js';
import type { PackedEvent } from './event-layout.js';
import { codeOf } from './packed-value.js';

/** A label of an event, as records hold it. */
export interface PackedLabel {
  readonly atMs: number;
  readonly idHash: number;
  readonly isPositive: boolean;
}

const EVENT = 1;
const LABEL = 2;

/** Kind, time, id hash; then, of an event: how many codes, the codes, how many texts, and each text's length in UTF-16 units and units. */
const HEAD_BYTES = 17;
const LABEL_BYTES = HEAD_BYTES + 1;
const MAX_TEXT_UNITS = 0xffff;

/** One event as bytes (little-endian). Records are told apart without separators: a history is any number of them, one after another. */
export function encodeEvent({ atMs, idHash, codes, texts }: PackedEvent): Uint8Array {
  const kept = [...(texts?.values() ?? [])].filter((text) => text.length <= MAX_TEXT_UNITS);
  const textBytes = kept.reduce((bytes, text) => bytes + 2 + 2 * text.length, 0);
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + 2 + 8 * codes.length + 2 + textBytes));
  let at = writeHead(view, EVENT, atMs, idHash);
  view.setUint16(at, codes.length, true);
  at += 2;
  for (const code of codes) {
    view.setFloat64(at, code, true);
    at += 8;
  }
  view.setUint16(at, kept.length, true);
  at += 2;
  for (const text of kept) {
    view.setUint16(at, text.length, true);
    at += 2;
    for (let unit = 0; unit < text.length; unit += 1, at += 2) view.setUint16(at, text.charCodeAt(unit), true);
  }
  return new Uint8Array(view.buffer);
}

/** One label as bytes. */
export function encodeLabel({ atMs, idHash, isPositive }: PackedLabel): Uint8Array {
  const view = new DataView(new ArrayBuffer(LABEL_BYTES));
  view.setUint8(writeHead(view, LABEL, atMs, idHash), isPositive ? 1 : 0);
  return new Uint8Array(view.buffer);
}

/** Adds what records say to a history. Throws a RangeError for bytes cut short or of another kind; what came before stands. */
export function appendRecords(history: EventHistory, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.byteLength) {
    const kind = view.getUint8(at);
    const atMs = view.getFloat64(at + 1, true);
    const idHash = view.getFloat64(at + 9, true);
    if (kind === LABEL) {
      history.label(atMs, idHash, view.getUint8(at + HEAD_BYTES) === 1);
      at += LABEL_BYTES;
    } else if (kind === EVENT) {
      const { event, end } = readEvent(view, at, { atMs, idHash });
      history.add(event);
      at = end;
    } else {
      throw new RangeError(`there is no record of kind ${kind} (byte ${at})`);
    }
  }
}

function readEvent(view: DataView, start: number, head: Pick<PackedEvent, 'atMs' | 'idHash'>): { event: PackedEvent; end: number } {
  let at = start + HEAD_BYTES;
  const codes: number[] = [];
  const count = view.getUint16(at, true);
  at += 2;
  for (let slot = 0; slot < count; slot += 1, at += 8) codes.push(view.getFloat64(at, true));
  const textCount = view.getUint16(at, true);
  const texts = textCount === 0 ? undefined : new Map<number, string>();
  at += 2;
  for (let index = 0; index < textCount; index += 1) {
    const length = view.getUint16(at, true);
    at += 2;
    let text = '';
    for (let unit = 0; unit < length; unit += 1, at += 2) text += String.fromCharCode(view.getUint16(at, true));
    texts?.set(codeOf(text), text);
  }
  return { event: { ...head, codes, texts }, end: at };
}

function writeHead(view: DataView, kind: number, atMs: number, idHash: number): number {
  view.setUint8(0, kind);
  view.setFloat64(1, atMs, true);
  view.setFloat64(9, idHash, true);
  return HEAD_BYTES;
}
