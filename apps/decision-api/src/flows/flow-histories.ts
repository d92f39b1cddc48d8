import { createHash } from 'node:crypto';
import type { Counters, Policy } from '@gavel/engine';
import type { CounterStats, KeeperState } from '@gavel/store';

/** What is known of one flow's history. In Redis, keys and events are those that this replica has read. */
export interface HistoryStats extends Partial<CounterStats> {
  readonly store: 'process' | 'redis';
  readonly state: KeeperState['is'];
  /** While it is built: how many entries of the log were added, and about how many there are. */
  readonly done?: number;
  readonly total?: number;
  /** Frames of history that Redis dropped because a key's log was over its limit. */
  readonly trimmed?: number;
  /** Bytes of Redis's logs that this replica holds decoded. */
  readonly knownBytes?: number;
}

/** The history of every flow, wherever it is kept. */
export interface FlowHistories extends Counters {
  /** Makes the history that `policy` needs, where it is not the history that is there. Rejects where that cannot be made. */
  prepare(policy: Policy, before: Policy | undefined): Promise<void>;
  /** Puts the prepared history in force. */
  swap(policy: Policy): Promise<void>;
  stats(): Readonly<Record<string, HistoryStats>>;
  close(): Promise<void>;
}

/** Names what a policy keeps of events: policies with the same name share a history. It depends on the catalogue and on what it reads. */
export function historyVersion({ files }: Policy): string {
  const paths = Object.keys(files).filter((path) => path === 'features.json' || path === 'flow.json' || path.startsWith('events/'));
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) hash.update(`${path}\0${files[path]}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** What of history is not as it should be, in words. How far it has come is said with its figures: a note stays the same while it holds. */
export function historyNotes(stats: Readonly<Record<string, HistoryStats>>): string[] {
  return Object.entries(stats).flatMap(([flow, { state }]) =>
    state === 'whole' ? [] : [`the history of ${flow} is ${state}: features that rest on it are missing`],
  );
}
