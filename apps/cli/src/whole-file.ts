import { createWriteStream, rmSync } from 'node:fs';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { CommandFailure } from './command-failure.js';

/** A file that has its name only when it is whole. */
export interface WholeFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Gives it its name. */
  readonly end: () => Promise<void>;
  /** Removes what was written, unless it has its name. Never rejects. */
  readonly drop: () => Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Writes a large file beside its name (`<path>.part`) and renames it when it is whole. Ctrl-C and SIGTERM remove it, tell so, and end the
 * process as they would have. Pipes and devices are written as they are. What cannot be written is a CommandFailure (2 at once, 1 later).
 */
export async function openWholeFile(path: string, tell: (line: string) => void): Promise<WholeFile> {
  const place = await placeOf(path);
  const stream = createWriteStream(place);
  const failed = finished(stream).catch((error: unknown) => {
    throw cannotWrite(1, path, error);
  });
  // It may fail before anyone waits for it; whoever writes next is told.
  failed.catch(() => undefined);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (error) => reject(cannotWrite(2, path, error)));
  });
  const unwatch = place === path ? (): void => undefined : removeOnSignal(place, path, tell);
  return {
    write: async (bytes) => {
      if (stream.destroyed) await failed;
      if (bytes.length === 0 || stream.write(bytes)) return;
      await Promise.race([failed, new Promise<void>((resolve) => void stream.once('drain', () => resolve()))]);
    },
    end: async () => {
      stream.end();
      await failed;
      if (place !== path) await rename(place, path);
      unwatch();
    },
    drop: async () => {
      unwatch();
      stream.destroy();
      await failed.catch(() => undefined);
      if (place !== path) await rm(place, { force: true }).catch(() => undefined);
    },
  };
}

/** Writes a text whole or not at all; what cannot be written is a CommandFailure (2). */
export async function writeWhole(path: string, text: string | Uint8Array): Promise<void> {
  const place = await placeOf(path);
  try {
    await writeFile(place, text);
    if (place !== path) await rename(place, path);
  } catch (error) {
    if (place !== path) await rm(place, { force: true }).catch(() => undefined);
    throw cannotWrite(2, path, error);
  }
}

async function placeOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.isFile() || found.isDirectory() ? `${path}.part` : path;
}

function removeOnSignal(place: string, path: string, tell: (line: string) => void): () => void {
  const unwatch = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    unwatch();
    rmSync(place, { force: true });
    tell(`Stopped before ${path} was whole: what was written of it is removed.`);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return unwatch;
}

function cannotWrite(exitCode: 1 | 2, path: string, error: unknown): CommandFailure {
  return new CommandFailure(exitCode, `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
}
