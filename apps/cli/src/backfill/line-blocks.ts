import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes of a block, about: some thousand rows, so that what threads tell each other is little beside what they do. */
const BLOCK_BYTES = 256 * 1024;
/** A quoted cell that runs over a block's end makes it longer, up to here. */
const MAX_BLOCK_BYTES = 8 * 1024 * 1024;
const NEW_LINE = 10;
const QUOTE = 34;

/** Whole lines of a file. */
export interface LineBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of the file read so far, as it lies on disk: for progress. */
  readonly readBytes: number;
}

/** The lines of a file (gzip where its name ends in `.gz`) in blocks, in constant memory. Rejects when it cannot be read. */
export async function* lineBlocks(path: string, { quotes }: { readonly quotes: boolean }): AsyncGenerator<LineBlock> {
  const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  // Errors of the file reach the loop through the unpacker, which the pipeline destroys with them.
  const source: Readable = path.endsWith('.gz') ? pipeline(file, createGunzip({ chunkSize: BLOCK_BYTES }), () => undefined) : file;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of source) {
    if (!Buffer.isBuffer(chunk)) throw new Error('the file is read as text');
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < BLOCK_BYTES) continue;
    const all = Buffer.concat(held);
    const end = endOfRows(all, quotes);
    if (end === 0) {
      if (heldBytes > MAX_BLOCK_BYTES) throw new Error(`A line is longer than ${MAX_BLOCK_BYTES} bytes: is this a text file?`);
      held = [all];
      continue;
    }
    yield { bytes: copyOf(all.subarray(0, end)), readBytes: file.bytesRead };
    held = [all.subarray(end)];
    heldBytes = all.length - end;
  }
  if (heldBytes > 0) yield { bytes: copyOf(Buffer.concat(held)), readBytes: file.bytesRead };
}

/** After the last line end that stands in no quoted cell; 0: there is none yet. A stray quote must not hold up all that follows. */
function endOfRows(bytes: Buffer, quotes: boolean): number {
  let end = bytes.lastIndexOf(NEW_LINE) + 1;
  if (!quotes || bytes.length > MAX_BLOCK_BYTES) return end;
  const isOpenAt = (length: number): boolean => {
    let count = 0;
    for (let at = bytes.indexOf(QUOTE); at !== -1 && at < length; at = bytes.indexOf(QUOTE, at + 1)) count += 1;
    return count % 2 === 1;
  };
  for (let tries = 0; end > 0 && tries < 100; tries += 1) {
    if (!isOpenAt(end)) return end;
    end = bytes.lastIndexOf(NEW_LINE, end - 2) + 1;
  }
  return 0;
}

/** Memory of its own, that can be handed to another thread. */
function copyOf(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
