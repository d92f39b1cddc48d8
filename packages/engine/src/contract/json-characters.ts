/* Codes of the characters that JSON is made of. */

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const COLON = 0x3a;
const ZERO = 0x30;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** 0 to 9. */
export function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

/** What would have to belong to the number before it: a dot, a letter, a sign. */
export function isNumberTail(code: number): boolean {
  return code === 0x2e || code === 0x2b || code === MINUS || (code | 0x20) === 0x65 || (code | 0x20) === 0x78;
}

/** Half of a character beyond the first 65,536. */
export function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

/** What may follow a backslash, and the character that it stands for; u aside. */
export const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** A text for a message, cut short. */
export function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}

/** A name for a message, in quotes and cut short. */
export function quoted(name: string): string {
  return JSON.stringify(shortened(name));
}
