import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistoryPosition } from '@gavel/engine';
import { openSnapshot, SnapshotUnusableError, writeSnapshot } from './snapshot-file.js';

/** Of how histories are written down; another one is not read. */
const FORMAT = 1;

/** Counters whose history can be written down and read back. */
export interface KeptCounters {
  /** A flow's history in chunks; nothing may be added until the last was taken. */
  written(flow: string, nowMs: number): Iterable<Uint8Array>;
  /** Takes those chunks, where nothing is kept of the flow yet. */
  restore(flow: string): { readonly take: (bytes: Uint8Array) => void; readonly end: () => void };
}

/** Whose history it is. */
interface BaseOf {
  readonly flow: string;
  readonly version: string;
}

/** Writes a flow's history to a file that is there whole or not at all, and says up to which position it holds everything. Answers its bytes. */
export function writeBase(
  path: string,
  { flow, version, to, nowMs }: BaseOf & { readonly to: HistoryPosition; readonly nowMs: number },
  counters: KeptCounters,
): Promise<number> {
  return writeSnapshot(path, { format: FORMAT, flow, version, to }, counters.written(flow, nowMs));
}

/**
 * Reads a history back into counters that keep nothing of the flow yet, and answers the head's position as it stands there. Undefined:
 * there is none. Throws SnapshotUnusableError where it cannot be used; then something of it may stand in the counters.
 */
export async function readBase(path: string, { flow, version }: BaseOf, counters: KeptCounters): Promise<unknown> {
  const snapshot = await openSnapshot(path);
  if (snapshot === undefined) return undefined;
  try {
    const { head } = snapshot;
    if (head['format'] !== FORMAT) throw new SnapshotUnusableError('it is of another format');
    if (head['flow'] !== flow || head['version'] !== version) throw new SnapshotUnusableError('it is of another catalogue');
    const { take, end } = counters.restore(flow);
    for await (const block of snapshot.blocks()) {
      for (const record of block) take(record);
      await nextTurn();
    }
    end();
    return head['to'];
  } catch (error) {
    if (error instanceof RangeError) throw new SnapshotUnusableError(`it is damaged: ${error.message}`);
    throw error;
  } finally {
    await snapshot.close();
  }
}
