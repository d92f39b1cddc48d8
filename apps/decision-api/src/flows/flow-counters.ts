import type { CounterEvent, CounterRead, DecisionLog, EventLabel, Observed, Policy } from '@gavel/engine';
import { InProcessCounters, rebuildCounters } from '@gavel/store';
import { historyVersion, type FlowHistories, type HistoryStats } from './flow-histories.js';

/**
 * History per flow, rebuilt from the decision log: at start, and when a new catalogue looks at fields that the old one did not keep.
 * A flow's new history is made beside the old one and changes with its policy.
 */
export class FlowCounters implements FlowHistories {
  private readonly serving = new Map<string, InProcessCounters>();
  private readonly next = new Map<string, InProcessCounters>();

  constructor(private readonly log: DecisionLog) {}

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
    if (before !== undefined && historyVersion(policy) === historyVersion(before)) return;
    const counters = new InProcessCounters();
    await this.rebuild(counters, policy);
    this.next.set(policy.flow.name, counters);
  }

  /** Puts the prepared history in force; what was decided while it was made is added from the log. */
  async swap(policy: Policy): Promise<void> {
    const counters = this.next.get(policy.flow.name);
    if (counters === undefined) return;
    this.next.delete(policy.flow.name);
    const isFirst = !this.serving.has(policy.flow.name);
    this.serving.set(policy.flow.name, counters);
    if (!isFirst) await this.rebuild(counters, policy);
  }

  stats(): Readonly<Record<string, HistoryStats>> {
    const served = [...this.serving].map(([flow, counters]): [string, HistoryStats] => [
      flow,
      { store: 'process', state: 'whole', ...counters.stats() },
    ]);
    return Object.fromEntries(served);
  }

  async close(): Promise<void> {
    this.serving.clear();
  }

  private rebuild(counters: InProcessCounters, policy: Policy): Promise<number> {
    const flow = policy.flow.name;
    return rebuildCounters(counters, this.log.history(flow), { flow, catalogue: policy.catalogue });
  }

  private of(flow: string): InProcessCounters {
    const counters = this.serving.get(flow);
    if (counters === undefined) throw new Error(`there is no history of the flow ${flow}`);
    return counters;
  }
}
