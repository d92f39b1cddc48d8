import { setTimeout as sleep } from 'node:timers/promises';
import type { CounterEvent, CounterRead, DecisionLog, EventLabel, Observed, Policy } from '@gavel/engine';
import { logHistory, needsOf, type FollowedFlow, type RedisCounters, type RedisLinkStats } from '@gavel/store';
import { historyVersion, type FlowHistories, type HistoryStats } from './flow-histories.js';

/** A policy waits for its history while that is being built, but not for a Redis that is not there. */
const WAIT_FOR_REDIS_MS = 5000;
const LOOK_EVERY_MS = 50;

/** History in Redis, shared by all replicas. */
export class RedisFlowHistories implements FlowHistories {
  private readonly serving = new Map<string, FollowedFlow>();
  private readonly next = new Map<string, { readonly version: string; readonly followed: FollowedFlow }>();

  constructor(
    private readonly redis: RedisCounters,
    private readonly log: DecisionLog,
    private readonly waitForRedisMs = WAIT_FOR_REDIS_MS,
  ) {}

  observe(flow: string, event: CounterEvent, reads: readonly CounterRead[]): Promise<Observed> {
    return this.redis.observe(flow, event, reads);
  }

  add(flow: string, event: CounterEvent): Promise<number> {
    return this.redis.add(flow, event);
  }

  label(flow: string, label: EventLabel): Promise<number> {
    return this.redis.label(flow, label);
  }

  async prepare(policy: Policy, before: Policy | undefined): Promise<void> {
    const version = historyVersion(policy);
    const flow = policy.flow.name;
    const prepared = this.next.get(flow);
    const isServed = before !== undefined && historyVersion(before) === version;
    // Of one that was prepared and did not come into force.
    if (prepared !== undefined && (isServed || prepared.version !== version)) {
      this.next.delete(flow);
      await prepared.followed.close();
    }
    if (isServed) return;
    const followed = prepared?.version === version ? prepared.followed : this.follow(policy, version);
    this.next.set(flow, { version, followed });
    await this.settled(followed);
  }

  async swap(policy: Policy): Promise<void> {
    const prepared = this.next.get(policy.flow.name);
    if (prepared === undefined) return;
    this.next.delete(policy.flow.name);
    this.serving.set(policy.flow.name, prepared.followed);
    this.redis.serve(prepared.followed);
  }

  stats(): Readonly<Record<string, HistoryStats>> {
    return Object.fromEntries(
      [...this.serving].map(([flow, { state, known }]) => {
        const { is, ...progress } = state;
        const { logs, bytes, trimmed, nodes, refusedNodes } = known;
        return [flow, { store: 'redis', state: is, ...progress, keys: logs, knownBytes: bytes, trimmed, nodes, refusedNodes }];
      }),
    );
  }

  link(): RedisLinkStats {
    return this.redis.stats();
  }

  close(): Promise<void> {
    return this.redis.close();
  }

  private follow(policy: Policy, version: string): FollowedFlow {
    const { catalogue } = policy;
    const flow = policy.flow.name;
    return this.redis.follow(flow, { ...needsOf(catalogue), version, source: logHistory(this.log, { flow, catalogue }) });
  }

  /** Until it is whole, or Redis has been out of reach for a while. */
  private async settled(followed: FollowedFlow): Promise<void> {
    const whole = followed.whole().then(() => 'whole' as const);
    for (let unreachableMs = 0; unreachableMs < this.waitForRedisMs;) {
      if ((await Promise.race([whole, sleep(LOOK_EVERY_MS)])) === 'whole') return;
      unreachableMs = followed.state.is === 'unreachable' ? unreachableMs + LOOK_EVERY_MS : 0;
    }
  }
}
