import { lossOf, type NumberLoss } from './exact-number.js';
import type { Fault } from './fault.js';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isDigit,
  isNumberTail,
  isSurrogate,
  MINUS,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  ESCAPES,
  quoted,
  shortened,
} from './json-characters.js';
import { placeAt, pointerOf } from './json-place.js';
import type { JsonValue } from './json.js';
import type { Sliced } from '../sliced.js';

/** Leaves the recursion. It is no `Error`, because a stack trace would make a refused body dearer than a good one. */
export class Refusal {
  constructor(
    readonly offset: number,
    readonly message: string,
    readonly mend: string,
  ) {}
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Up to this length a number without an exponent has at most 15 digits, and those a double always keeps. */
const SURE_LENGTH = 15;
const LOSSES: Readonly<Record<NumberLoss, string>> = {
  overflow: 'is larger than any number that can be kept',
  'beyond-safe-integers': 'is beyond 2^53 - 1, where whole numbers can no longer be told apart',
  'too-many-digits': 'has more digits than can be kept without changing it',
};

/** One pass over a JSON text. Keeps `path`, the names and indexes on the way to the value being read, so that a refusal can say where. */
export class JsonReader {
  private at: number;
  private depth = 0;
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** The value of the whole text; throws a `Refusal`. */
  readDocument(): JsonValue {
    return this.whole(this.readValue());
  }

  /** As `readDocument`, with a pause after every value of the outermost two levels: those of a file are entries, and small. */
  *readDocumentSliced(): Sliced<JsonValue> {
    return this.whole(yield* this.readValueSliced(2));
  }

  /** The refusal as a fault, with the pointer to where reading stood. */
  faultOf(refusal: Refusal): Fault {
    const pointer = pointerOf(this.path.slice(0, this.depth));
    return { pointer, ...placeAt(this.text, refusal.offset), message: refusal.message, mend: refusal.mend };
  }

  private whole(value: JsonValue): JsonValue {
    this.skipSpace();
    if (this.at < this.text.length) this.refuse('Something follows the end of the JSON document.', 'Remove what stands here.');
    return value;
  }

  private readValue(): JsonValue {
    this.skipSpace();
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) return this.readString();
    if (code === OPEN_OBJECT) return this.readObject();
    if (code === OPEN_LIST) return this.readList();
    if (code === MINUS || isDigit(code)) return this.readNumber();
    return this.readWord();
  }

  private *readValueSliced(levels: number): Sliced<JsonValue> {
    this.skipSpace();
    const code = this.text.charCodeAt(this.at);
    if (levels > 0 && code === OPEN_OBJECT) return yield* this.readObjectSliced(levels);
    if (levels > 0 && code === OPEN_LIST) return yield* this.readListSliced(levels);
    const value = this.readValue();
    yield;
    return value;
  }

  private readObject(): JsonValue {
    this.enter();
    const object: Record<string, JsonValue> = {};
    if (this.nextIs(CLOSE_OBJECT)) return this.leave(object);
    do {
      const key = this.readName(object);
      object[key] = this.readValue();
    } while (this.hasNextMember());
    return this.leave(object);
  }

  private *readObjectSliced(levels: number): Sliced<JsonValue> {
    this.enter();
    const object: Record<string, JsonValue> = {};
    if (this.nextIs(CLOSE_OBJECT)) return this.leave(object);
    do {
      const key = this.readName(object);
      object[key] = yield* this.readValueSliced(levels - 1);
    } while (this.hasNextMember());
    return this.leave(object);
  }

  /** The name of the next member, up to where its value begins. */
  private readName(object: Readonly<Record<string, JsonValue>>): string {
    this.skipSpace();
    const keyAt = this.at;
    const key = this.readKey();
    this.path[this.depth - 1] = key;
    // Own names only: an object made here has nothing to pollute once `__proto__` is refused.
    if (key === '__proto__') this.refuse('The name __proto__ is not allowed.', 'Rename this member.', keyAt);
    if (Object.hasOwn(object, key)) this.refuse(`The name ${quoted(key)} stands twice in this object.`, 'Remove one of the two.', keyAt);
    if (!this.nextIs(COLON)) this.refuse('A colon is missing after the name.', 'Write {"name": value}.');
    return key;
  }

  private hasNextMember(): boolean {
    if (this.nextIs(COMMA)) return true;
    if (this.nextIs(CLOSE_OBJECT)) return false;
    return this.refuse('A comma or } is missing after this member.', 'Separate members by commas and end the object with }.');
  }

  private readKey(): string {
    // Until the name is known, a refusal points at the object.
    this.depth -= 1;
    if (this.text.charCodeAt(this.at) !== QUOTE) {
      this.refuse('A member name in double quotes is missing.', 'Write names as "name"; no comma may stand before }.');
    }
    const key = this.readString();
    this.depth += 1;
    return key;
  }

  private readList(): JsonValue {
    this.enter();
    const list: JsonValue[] = [];
    if (this.nextIs(CLOSE_LIST)) return this.leave(list);
    do {
      this.path[this.depth - 1] = list.length;
      list.push(this.readValue());
    } while (this.hasNextItem());
    return this.leave(list);
  }

  private *readListSliced(levels: number): Sliced<JsonValue> {
    this.enter();
    const list: JsonValue[] = [];
    if (this.nextIs(CLOSE_LIST)) return this.leave(list);
    do {
      this.path[this.depth - 1] = list.length;
      list.push(yield* this.readValueSliced(levels - 1));
    } while (this.hasNextItem());
    return this.leave(list);
  }

  private hasNextItem(): boolean {
    if (this.nextIs(COMMA)) return true;
    if (this.nextIs(CLOSE_LIST)) return false;
    return this.refuse('A comma or ] is missing after this item.', 'Separate items by commas and end the list with ].');
  }

  private enter(): void {
    if (this.depth >= this.maxDepth) {
      this.refuse(`Objects and lists are nested more than ${this.maxDepth} deep.`, 'Flatten this value.');
    }
    this.depth += 1;
    this.at += 1;
  }

  private leave<T>(container: T): T {
    this.depth -= 1;
    return container;
  }

  private readString(): string {
    const { text } = this;
    const start = this.at + 1;
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH || code < 0x20 || isSurrogate(code)) return this.readRareString(start, at);
    }
    return this.refuse('The text ends inside a string.', 'End the string with a double quote.');
  }

  /** The rest of a string from its first escape, control character or surrogate on. */
  private readRareString(start: number, from: number): string {
    const { text } = this;
    let value = text.slice(start, from);
    this.at = from;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (code < 0x20) this.refuse('A string holds a raw control character.', 'Write it as an escape, e.g. \\n.');
      this.at += 1;
      if (code === QUOTE) return this.wellFormed(value, start);
      value += code === BACKSLASH ? this.readEscape() : text.charAt(this.at - 1);
    }
    return this.refuse('The text ends inside a string.', 'End the string with a double quote.', start - 1);
  }

  private readEscape(): string {
    const { text } = this;
    const at = this.at - 1;
    const letter = text.charAt(this.at);
    this.at += 1;
    const simple = ESCAPES.get(letter);
    if (simple !== undefined) return simple;
    const hex = text.slice(this.at, this.at + 4);
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) {
      this.refuse('A backslash starts no known escape.', 'Known are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits.', at);
    }
    this.at += 4;
    const code = Number.parseInt(hex, 16);
    if (code === 0) this.refuse('A string holds the character NUL.', 'Leave \\u0000 out.', at);
    return String.fromCharCode(code);
  }

  private wellFormed(value: string, start: number): string {
    if (LONE_SURROGATE.test(value)) {
      this.refuse('A string holds half of a surrogate pair.', 'Send the whole character, or leave it out.', start - 1);
    }
    return value;
  }

  private readNumber(): number {
    const { text } = this;
    const start = this.at;
    NUMBER.lastIndex = start;
    const written = NUMBER.exec(text)?.[0] ?? '';
    const end = start + written.length;
    const next = text.charCodeAt(end);
    if (written === '' || isDigit(next) || isNumberTail(next)) {
      this.refuse('This is not a number as JSON writes it.', 'Write digits without leading zeros, e.g. 0, -12, 0.5 or 1e6.');
    }
    this.at = end;
    const value = Number(written);
    const loss = written.length <= SURE_LENGTH && !/e/i.test(written) ? undefined : lossOf(written, value);
    if (loss !== undefined)
      this.refuse(
        `The number ${shortened(written)} ${LOSSES[loss]}.`,
        'Write fewer digits, or a string where each of them matters.',
        start,
      );
    return value === 0 ? 0 : value; // -0 and 0 are one number, and `JSON.stringify` writes both as 0.
  }

  private readWord(): JsonValue {
    const { text, at } = this;
    if (text.startsWith('true', at)) return this.skip(4, true);
    if (text.startsWith('false', at)) return this.skip(5, false);
    if (text.startsWith('null', at)) return this.skip(4, null);
    if (at >= text.length) return this.refuse('The text ends where a value should stand.', 'Send one complete JSON document.');
    if (text.startsWith('/', at)) return this.refuse('JSON has no comments.', 'Remove the comment.');
    return this.refuse('No JSON value starts here.', 'Write an object, a list, a "string", a number, true, false or null.');
  }

  private skip<T>(length: number, value: T): T {
    this.at += length;
    return value;
  }

  private skipSpace(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private nextIs(code: number): boolean {
    this.skipSpace();
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  private refuse(message: string, mend: string, offset = this.at): never {
    throw new Refusal(offset, message, mend);
  }
}
