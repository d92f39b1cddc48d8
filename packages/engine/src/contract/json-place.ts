/** A 1-based position in a text; columns are UTF-16 code units, as editors count them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of a character; lines end with LF or CRLF. */
export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', start)) {
    line += 1;
    start = next + 1;
  }
  return { line, column: offset - start + 1 };
}

/** RFC 6901: the pointer to a path of member names and indexes. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** RFC 6901: the parts of a pointer; undefined when it is not one. */
export function partsOf(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Where the value of `pointer` starts in a text that is known to be valid JSON; undefined: there is no such value. */
export function locateInJson(text: string, pointer: string): Place | undefined {
  const parts = partsOf(pointer);
  if (parts === undefined) return undefined;
  let at = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  for (const part of parts) {
    const opening = text[at];
    const next = opening === '{' ? findMember(text, at, part) : opening === '[' ? findItem(text, at, part) : undefined;
    if (next === undefined) return undefined;
    at = next;
  }
  return placeAt(text, at);
}

function findMember(text: string, open: number, name: string): number | undefined {
  let at = skipSpace(text, open + 1);
  while (text[at] === '"') {
    const end = skipString(text, at);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) return value;
    at = skipSeparator(text, skipValue(text, value));
  }
  return undefined;
}

function findItem(text: string, open: number, index: string): number | undefined {
  if (!/^(?:0|[1-9]\d*)$/.test(index)) return undefined;
  let at = skipSpace(text, open + 1);
  for (let left = Number(index); left > 0 && text[at] !== ']'; left -= 1) at = skipSeparator(text, skipValue(text, at));
  return text[at] === ']' ? undefined : at;
}

/** Past a comma, or onto the closing bracket. */
function skipSeparator(text: string, from: number): number {
  const at = skipSpace(text, from);
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

/** To the next character that is no blank. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  return at;
}

/** Past the string that begins at `open`. */
export function skipString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** To the end of a value: of a scalar, the next comma or closing bracket. */
export function skipValue(text: string, from: number): number {
  let at = from;
  let depth = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (depth === 0 && at > from && ',]}'.includes(char)) return at;
    if (char === '"') at = skipString(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    at += 1;
    if (depth === 0 && '"}]'.includes(char)) return at;
  }
  return at;
}
