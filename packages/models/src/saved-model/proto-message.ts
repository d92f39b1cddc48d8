import { protoFields, type ProtoField } from '../onnx/read-protobuf.js';

const VARINT = 0;
const BYTES = 2;
/** More than any node, signature or list of names has; so that a file of nothing but fields does not fill the memory. */
const MAX_FIELDS = 100_000;

/**
 * A protobuf message whose fields stand in it once where they may. Readers of other makes take the last of two, or both together: what was
 * checked must be what they read, so a field that stands twice, or as another kind, is refused.
 */
export class ProtoMessage {
  readonly #fields: readonly ProtoField[];

  constructor(bytes: Uint8Array) {
    const fields: ProtoField[] = [];
    for (const field of protoFields(bytes)) {
      if (fields.length === MAX_FIELDS) throw new Error(`it has a message of more than ${MAX_FIELDS} fields`);
      fields.push(field);
    }
    this.#fields = fields;
  }

  /** A number; 0 where it is not there. */
  int(number: number): number {
    return this.#once(number, VARINT)?.value ?? 0;
  }

  /** A text; empty where it is not there. */
  text(number: number): string {
    return textOf(this.bytes(number) ?? new Uint8Array());
  }

  /** Bytes, or a message as bytes; undefined where it is not there. */
  bytes(number: number): Uint8Array | undefined {
    return this.#once(number, BYTES)?.bytes;
  }

  /** A message; an empty one where it is not there. */
  message(number: number): ProtoMessage {
    return new ProtoMessage(this.bytes(number) ?? new Uint8Array());
  }

  /** All of a repeated field, as bytes. */
  all(number: number): readonly Uint8Array[] {
    return this.#of(number, BYTES).map(({ bytes }) => bytes);
  }

  texts(number: number): readonly string[] {
    return this.all(number).map(textOf);
  }

  messages(number: number): readonly ProtoMessage[] {
    return this.all(number).map((bytes) => new ProtoMessage(bytes));
  }

  /** A map from text to messages, as bytes. Throws where a key stands twice. */
  map(number: number): ReadonlyMap<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    for (const entry of this.messages(number)) {
      const key = entry.text(1);
      if (found.has(key)) throw new Error(`${key} stands twice in it`);
      found.set(key, entry.bytes(2) ?? new Uint8Array());
    }
    return found;
  }

  /** A repeated field of numbers, however they were written, as they stand. */
  packed(number: number): readonly ProtoField[] {
    return this.#fields.filter((field) => field.number === number);
  }

  #once(number: number, wire: number): ProtoField | undefined {
    const found = this.#of(number, wire);
    if (found.length > 1) throw new Error(`its field ${number} stands ${found.length} times`);
    return found[0];
  }

  #of(number: number, wire: number): readonly ProtoField[] {
    const found = this.#fields.filter((field) => field.number === number);
    const odd = found.find((field) => field.wire !== wire);
    if (odd !== undefined) throw new Error(`its field ${number} is of the wire type ${odd.wire} instead of ${wire}`);
    return found;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it has a text that is not UTF-8');
  }
}
