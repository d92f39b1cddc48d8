import { join } from 'node:path';
import type { CounterEvent, CounterRead, DecisionLog, EventLabel, HistoryPosition, Observed, Policy } from '@gavel/engine';
import { countAgain, HistoryJournal, InProcessCounters, logHistory, rebuildCounters } from '@gavel/store';
import type { HistoryItem, HistorySource } from '@gavel/store';
import type { Logger } from 'pino';
import { historyVersion, type FlowHistories, type HistoryStats } from './flow-histories.js';

/** Sequences are given before their commit: so far back is looked again for what came into the log late. */
const OVERLAP = 10_000;
const SNAPSHOT_EVERY_MS = 30_000;
/** Fewer than these are read from the log as fast. */
const SNAPSHOT_ITEMS = 2000;

const REBASE_ITEMS = 50_000;
/** Writing what is kept under a key takes about a thirtieth of counting an item again: less than that is not worth it. */
const REBASE_SHARE = 30;

/** History in this process. */
interface KeptHistory {
  readonly counters: InProcessCounters;
  readonly source: HistorySource;
  readonly journal?: HistoryJournal;
  /** How far the log was read. */
  position: HistoryPosition;
}

/** Where snapshots of history lie, and whom to tell. */
export interface FlowCountersOptions {
  /** Absent: no snapshots; every start reads the whole log. */
  readonly snapshotDir?: string;
  /** Where at least so many items had to be counted again, the next start finds what they came to; default 50,000. */
  readonly rebaseItems?: number;
  readonly logger?: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/**
 * History per flow in this process, rebuilt at start from a snapshot and what the decision log has after it, and when a new catalogue looks
 * at fields that the old one did not keep. A flow's new history is made beside the old one and changes with its policy.
 */
export class FlowCounters implements FlowHistories {
  private readonly serving = new Map<string, KeptHistory>();
  private readonly next = new Map<string, KeptHistory>();

  constructor(
    private readonly log: DecisionLog,
    private readonly options: FlowCountersOptions = {},
  ) {}

  async observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    return this.of(flow).observe(flow, event, reads);
  }

  async add(flow: string, event: CounterEvent): Promise<number> {
    return this.of(flow).add(flow, event);
  }

  async label(flow: string, label: EventLabel): Promise<number> {
    return this.of(flow).label(flow, label);
  }

  /** Makes the history that `policy` needs, where it is not the history that is there. */
  async prepare(policy: Policy, before: Policy | undefined): Promise<void> {
    // Of one that was prepared and did not come into force.
    await this.next.get(policy.flow.name)?.journal?.close();
    this.next.delete(policy.flow.name);
    if (before !== undefined && historyVersion(policy) === historyVersion(before)) return;
    this.next.set(policy.flow.name, await this.rebuilt(policy));
  }

  /** Puts the prepared history in force; what was decided while it was made is added from the log. */
  async swap(policy: Policy): Promise<void> {
    const flow = policy.flow.name;
    const kept = this.next.get(flow);
    if (kept === undefined) return;
    this.next.delete(flow);
    const before = this.serving.get(flow);
    if (before !== undefined) kept.counters.continueAfter(flow, before.counters.sequenceOf(flow));
    this.serving.set(flow, kept);
    kept.journal?.start(SNAPSHOT_EVERY_MS, SNAPSHOT_ITEMS);
    if (before === undefined) return;
    await before.journal?.close();
    const after = { ...kept.position, sequence: Math.max(0, kept.position.sequence - OVERLAP) };
    kept.position = (await rebuildCounters(kept.counters, { flow, source: kept.source, after })).position;
  }

  stats(): Readonly<Record<string, HistoryStats>> {
    const served = [...this.serving].map(([flow, { counters }]): [string, HistoryStats] => [
      flow,
      { store: 'process', state: 'whole', ...counters.stats() },
    ]);
    return Object.fromEntries(served);
  }

  async close(): Promise<void> {
    const all = [...this.serving.values(), ...this.next.values()];
    this.serving.clear();
    for (const { journal } of all) await journal?.close();
  }

  private async rebuilt(policy: Policy): Promise<KeptHistory> {
    const { catalogue } = policy;
    const flow = policy.flow.name;
    const { logger, snapshotDir, rebaseItems = REBASE_ITEMS } = this.options;
    const startMs = performance.now();
    const source = logHistory(this.log, { flow, catalogue });
    const version = historyVersion(policy);
    const journal =
      snapshotDir === undefined
        ? undefined
        : new HistoryJournal({ dir: join(snapshotDir, flow, version), flow, version, source, ...(logger === undefined ? {} : { logger }) });
    const withTexts = (item: HistoryItem): HistoryItem =>
      'event' in item ? { ...item, event: { ...item.event, texts: catalogue.textFields } } : item;
    const make = (): InProcessCounters => {
      const made = new InProcessCounters();
      made.expect(flow, catalogue);
      return made;
    };
    const counters = (await journal?.restored(make)) ?? make();
    const { events } = counters.stats();
    const restored = (await journal?.load((item) => countAgain(counters, flow, withTexts(item)))) ?? 0;
    const onProgress = (items: number): void => logger?.info(`features: ${items} items of ${flow} read from the decision log`);
    const after = journal === undefined ? {} : { after: journal.position };
    const { items, position } = await rebuildCounters(counters, { flow, source, ...after, onProgress });
    journal?.seen(position);
    // Nobody is served by these counters yet: they hold what the log has, and nothing changes while they are written down.
    if (restored + items >= Math.max(rebaseItems, counters.stats().events / REBASE_SHARE))
      await journal?.rebase(counters, position, Date.now());
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    logger?.info(
      `features: history of ${flow} is whole after ${seconds} s: ${events} events by key and ${restored} items from its snapshot, ${items} items from the decision log`,
    );
    return { counters, source, position, ...(journal === undefined ? {} : { journal }) };
  }

  private of(flow: string): InProcessCounters {
    const kept = this.serving.get(flow);
    if (kept === undefined) throw new Error(`there is no history of the flow ${flow}`);
    return kept.counters;
  }
}
