import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { checkFlags, type FlagSet } from './flag-document.js';

const snapshotSchema = z.object({ origin: z.string(), savedAtMs: z.number(), document: z.looseObject({}) });

/** Flags as they were when their source was last in reach. */
export interface KeptFlags {
  readonly set: FlagSet;
  readonly savedAtMs: number;
}

/** Our own last-known flags on disk: a flag server that is down at start changes nothing. unleash-client's backup does not serve, as it is taken unchecked. */
export class FlagSnapshot {
  constructor(
    private readonly file: string,
    private readonly origin: string,
  ) {}

  /** Replaces the snapshot in one step, so that a crash leaves either the old one or the new one. */
  async save({ features, segments }: FlagSet, savedAtMs: number): Promise<void> {
    const document = { version: 2, features: [...features.values()], segments: [...segments.values()] };
    await mkdir(dirname(this.file), { recursive: true });
    const next = `${this.file}.next`;
    await writeFile(next, JSON.stringify({ origin: this.origin, savedAtMs, document }), { mode: 0o600 });
    await rename(next, this.file);
  }

  /** Undefined where there is none of this source that can be read. */
  async load(): Promise<KeptFlags | undefined> {
    try {
      const kept = snapshotSchema.parse(JSON.parse(await readFile(this.file, 'utf8')));
      const { set } = checkFlags(this.file, JSON.stringify(kept.document));
      return kept.origin === this.origin && set !== undefined ? { set, savedAtMs: kept.savedAtMs } : undefined;
    } catch {
      return undefined;
    }
  }
}
