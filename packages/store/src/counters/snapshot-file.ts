import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

/** The first bytes of every snapshot; the digits are the version of what follows. */
const MAGIC = Buffer.from('GAVELCTR0001');
const BLOCK_BYTES = 1 << 20;
const BLOCK_HEAD_BYTES = 8;
const MAX_HEAD_BYTES = 1 << 16;
/** One key's history at most, and a block with it. */
const MAX_RECORD_BYTES = 64 << 20;

/** Why a snapshot is of no use: it is torn, of another version, or of another catalogue. It is then as if there were none. */
export class SnapshotUnusableError extends Error {
  override readonly name = 'SnapshotUnusableError';
}

/** What a snapshot is of. */
export type SnapshotHead = Readonly<Record<string, unknown>>;

/**
 * Writes a head and records to a file that is there whole or not at all: beside it first, and moved into place when it is on the disk.
 * Gives way to other work after each block of a mebibyte. The layout: magic, then blocks of [length, CRC-32, bytes], the head being the
 * first and an empty one the last; in a block, records of [length, bytes]. Answers how many bytes were written.
 */
export async function writeSnapshot(path: string, head: SnapshotHead, records: Iterable<Uint8Array>): Promise<number> {
  const draft = `${path}.draft`;
  const file = await open(draft, 'w');
  try {
    const written = await writeAll(file, head, records);
    await file.sync();
    await file.close();
    await rename(draft, path);
    return written;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeAll(file: FileHandle, head: SnapshotHead, records: Iterable<Uint8Array>): Promise<number> {
  let written = MAGIC.length;
  await file.writev([MAGIC]);
  const put = async (parts: readonly Uint8Array[]): Promise<void> => {
    const bytes = Buffer.concat(parts);
    const start = Buffer.alloc(BLOCK_HEAD_BYTES);
    start.writeUInt32BE(bytes.length, 0);
    start.writeUInt32BE(crc32(bytes), 4);
    await file.writev([start, bytes]);
    written += BLOCK_HEAD_BYTES + bytes.length;
  };
  await put([Buffer.from(JSON.stringify(head))]);
  let parts: Uint8Array[] = [];
  let size = 0;
  for (const record of records) {
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(record.length, 0);
    parts.push(length, record);
    size += 4 + record.length;
    if (size < BLOCK_BYTES) continue;
    await put(parts);
    await nextTurn();
    parts = [];
    size = 0;
  }
  if (size > 0) await put(parts);
  await put([]);
  return written;
}

/** A snapshot that is being read. */
export interface OpenSnapshot {
  readonly head: SnapshotHead;
  readonly bytes: number;
  /** Block by block, the records of each; throws SnapshotUnusableError where the file is not what was written. */
  blocks(): AsyncGenerator<readonly Buffer[]>;
  close(): Promise<void>;
}

/** Opens a snapshot and reads its head. Undefined: there is none. Throws SnapshotUnusableError for a file that is no snapshot. */
export async function openSnapshot(path: string): Promise<OpenSnapshot | undefined> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const magic = await readExactly(file, MAGIC.length);
    if (!magic.equals(MAGIC)) throw new SnapshotUnusableError('it is no snapshot of this version');
    const head = headOf(await readBlock(file, MAX_HEAD_BYTES));
    return { head, bytes: size, blocks: () => blocksOf(file), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* blocksOf(file: FileHandle): AsyncGenerator<readonly Buffer[]> {
  for (;;) {
    const block = await readBlock(file, MAX_RECORD_BYTES + 2 * BLOCK_BYTES);
    if (block.length === 0) return;
    const records: Buffer[] = [];
    for (let at = 0; at < block.length;) {
      const length = block.readUInt32BE(at);
      records.push(block.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    yield records;
  }
}

async function readBlock(file: FileHandle, maxBytes: number): Promise<Buffer> {
  const start = await readExactly(file, BLOCK_HEAD_BYTES);
  const length = start.readUInt32BE(0);
  if (length > maxBytes) throw new SnapshotUnusableError('it is damaged: a block is too large');
  const bytes = await readExactly(file, length);
  if (crc32(bytes) !== start.readUInt32BE(4)) throw new SnapshotUnusableError('it is damaged: a checksum does not fit');
  return bytes;
}

async function readExactly(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done);
    if (bytesRead === 0) throw new SnapshotUnusableError('it is cut short');
    done += bytesRead;
  }
  return bytes;
}

function headOf(bytes: Buffer): SnapshotHead {
  const head: unknown = JSON.parse(bytes.toString());
  if (typeof head !== 'object' || head === null) throw new SnapshotUnusableError('its head says nothing');
  return Object.fromEntries(Object.entries(head));
}
