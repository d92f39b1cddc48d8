import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One line of a text file, without its end; the first is line 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/** Characters of one line: a file that is not text must not fill the memory. */
const MAX_LINE_LENGTH = 1024 * 1024;

/** The lines of a UTF-8 file (gzip where its name ends in `.gz`), in constant memory. Rejects when it cannot be read or is not text. */
export async function* readLines(path: string): AsyncGenerator<Line, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 0;
  for await (const chunk of bytesOf(path)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) throw new Error(`Line ${number + lines.length + 1} is longer than ${MAX_LINE_LENGTH} characters.`);
    for (const text of lines) yield { text: withoutReturn(text), number: (number += 1) };
  }
  rest += decoder.decode();
  if (rest !== '') yield { text: withoutReturn(rest), number: number + 1 };
}

/** How many lines the file has that hold anything, its header included; counts no further than `most`. */
export async function countLines(path: string, most: number): Promise<number> {
  let count = 0;
  for await (const { text } of readLines(path)) {
    if (text !== '') count += 1;
    if (count >= most) break;
  }
  return count;
}

function bytesOf(path: string): AsyncIterable<Uint8Array> {
  const file: Readable = createReadStream(path);
  // Errors of the file reach the loop through the unpacker, which the pipeline destroys with them.
  return path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
