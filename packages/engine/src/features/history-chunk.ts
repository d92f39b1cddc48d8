const HEAD_BYTES = 8;
const FIRST_NUMBERS = 1 << 12;
/** A mebibyte. */
const FULL_NUMBERS = 1 << 17;

/** Numbers and texts on their way into a file: what they are of is written down and read back in one order. */
export class ChunkWriter {
  #numbers = new Float64Array(FIRST_NUMBERS);
  #size = 0;
  #texts: string[] = [];

  /** Is it large enough to be taken? */
  get isFull(): boolean {
    return this.#size >= FULL_NUMBERS;
  }

  put(number: number): void {
    this.#makeRoom(1);
    this.#numbers[this.#size] = number;
    this.#size += 1;
  }

  putRange(numbers: ArrayLike<number>, from: number, to: number): void {
    this.#makeRoom(to - from);
    // Most ranges are short: a copy by the runtime costs more than this.
    for (let index = from; index < to; index += 1) this.#numbers[this.#size + index - from] = numbers[index] ?? Number.NaN;
    this.#size += to - from;
  }

  putText(text: string): void {
    this.#texts.push(text);
  }

  /** What was put so far, as bytes: how many numbers, bytes of texts; the numbers as they lie in memory; the texts as JSON. Begins anew. */
  take(): Uint8Array {
    const texts = new TextEncoder().encode(JSON.stringify(this.#texts));
    const bytes = new Uint8Array(HEAD_BYTES + 8 * this.#size + texts.length);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, this.#size, true);
    view.setUint32(4, texts.length, true);
    bytes.set(new Uint8Array(this.#numbers.buffer, 0, 8 * this.#size), HEAD_BYTES);
    bytes.set(texts, HEAD_BYTES + 8 * this.#size);
    this.#size = 0;
    this.#texts = [];
    return bytes;
  }

  #makeRoom(more: number): void {
    if (this.#size + more <= this.#numbers.length) return;
    const numbers = new Float64Array(2 * (this.#size + more));
    numbers.set(this.#numbers.subarray(0, this.#size));
    this.#numbers = numbers;
  }
}

/** Reads what a writer took down, in the same order. Throws a RangeError where there is less, or where it is no such thing. */
export class ChunkReader {
  readonly #numbers: Float64Array;
  readonly #texts: readonly unknown[];
  #at = 0;
  #textAt = 0;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = view.getUint32(0, true);
    const end = HEAD_BYTES + 8 * count;
    if (bytes.length !== end + view.getUint32(4, true)) throw new RangeError('a chunk of history has another length than it says');
    const texts: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(end)));
    // Copied, for a view of doubles must begin at a multiple of eight bytes.
    this.#numbers = new Float64Array(count);
    new Uint8Array(this.#numbers.buffer).set(bytes.subarray(HEAD_BYTES, end));
    this.#texts = Array.isArray(texts) ? texts : [];
  }

  /** Has all been read? */
  get isDone(): boolean {
    return this.#at >= this.#numbers.length;
  }

  next(): number {
    if (this.#at >= this.#numbers.length) throw new RangeError('a chunk of history ends too early');
    this.#at += 1;
    return this.#numbers[this.#at - 1] ?? Number.NaN;
  }

  /** The next number, where it counts something. */
  nextCount(): number {
    const count = this.next();
    if (Number.isInteger(count) && count >= 0) return count;
    throw new RangeError(`a chunk of history counts ${count} of something`);
  }

  /** Copies the next numbers to a place. */
  copyTo(target: Float64Array | Uint8Array, at: number, count: number): void {
    const from = this.#at;
    if (from + count > this.#numbers.length) throw new RangeError('a chunk of history ends too early');
    for (let index = 0; index < count; index += 1) target[at + index] = this.#numbers[from + index] ?? Number.NaN;
    this.#at = from + count;
  }

  nextText(): string {
    const text = this.#texts[this.#textAt];
    this.#textAt += 1;
    if (typeof text === 'string') return text;
    throw new RangeError('a chunk of history has too few texts');
  }
}
