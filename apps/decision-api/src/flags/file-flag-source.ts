import { readFile, stat } from 'node:fs/promises';
import type { FlagSource } from './flag-source.js';

const POLL_MS = 400;
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Flags in a local file. It is read whole on every poll: that is cheap at this size, and unlike change events it also works on
 * network drives and for files replaced by rename or through links, as editors and config maps do.
 */
export class FileFlagSource implements FlagSource {
  readonly kind = 'file';
  readonly pollMs = POLL_MS;
  private last: string | undefined;

  constructor(readonly origin: string) {}

  async read(signal: AbortSignal): Promise<string | undefined> {
    const { size } = await stat(this.origin);
    if (size > MAX_FILE_BYTES) throw new Error(`${this.origin} has ${size} bytes; at most ${MAX_FILE_BYTES} are read`);
    const text = await readFile(this.origin, { encoding: 'utf8', signal });
    if (text === this.last) return undefined;
    this.last = text;
    return text;
  }
}
