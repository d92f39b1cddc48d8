import { locateInJson, pointerOf, skipSpace, skipString, skipValue, type Place } from './json-place.js';

/** Finding one place is a scan of the text up to there; for more than these an index, which is one scan of all of it, costs less. */
const SCANS = 4;

/** Finds places in a text that is known to be valid JSON: a few by a scan each, many by an index of all values. */
export function jsonLocator(text: string): (pointer: string) => Place | undefined {
  let asked = 0;
  let index: ((pointer: string) => Place | undefined) | undefined;
  return (pointer) => {
    asked += 1;
    if (asked <= SCANS) return locateInJson(text, pointer);
    index ??= indexOf(text);
    return index(pointer);
  };
}

function indexOf(text: string): (pointer: string) => Place | undefined {
  const offsets = new Map<string, number>();
  new Indexer(text, offsets).read(skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0), '');
  const lines = lineStarts(text);
  return (pointer) => {
    const offset = offsets.get(canonical(pointer));
    return offset === undefined ? undefined : placeIn(lines, offset);
  };
}

/** Pointers differ in what they need not escape; those in the index are written by `pointerOf`. */
function canonical(pointer: string): string {
  return pointer.includes('~')
    ? pointerOf(
        pointer
          .split('/')
          .slice(1)
          .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
      )
    : pointer;
}

class Indexer {
  constructor(
    private readonly text: string,
    private readonly offsets: Map<string, number>,
  ) {}

  /** Notes the value that begins at `at` and all inside it; gives the offset after it. */
  read(at: number, pointer: string): number {
    this.offsets.set(pointer, at);
    if (this.text[at] === '{') return this.readMembers(at, pointer);
    return this.text[at] === '[' ? this.readItems(at, pointer) : skipValue(this.text, at);
  }

  private readMembers(open: number, pointer: string): number {
    const { text } = this;
    let at = skipSpace(text, open + 1);
    while (text[at] === '"') {
      const end = skipString(text, at);
      const name = String(JSON.parse(text.slice(at, end)));
      at = this.next(this.read(skipSpace(text, skipSpace(text, end) + 1), pointer + pointerOf([name])));
    }
    return at + 1;
  }

  private readItems(open: number, pointer: string): number {
    const { text } = this;
    let at = skipSpace(text, open + 1);
    for (let index = 0; at < text.length && text[at] !== ']'; index += 1) at = this.next(this.read(at, `${pointer}/${index}`));
    return at + 1;
  }

  /** Past a comma, or onto the closing bracket. */
  private next(from: number): number {
    const at = skipSpace(this.text, from);
    return this.text[at] === ',' ? skipSpace(this.text, at + 1) : at;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', next + 1)) starts.push(next + 1);
  return starts;
}

function placeIn(lines: readonly number[], offset: number): Place {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return { line: low, column: offset - (lines[low - 1] ?? 0) + 1 };
}
