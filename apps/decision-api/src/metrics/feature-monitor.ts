import type { DecisionRecord, Policy } from '@gavel/engine';

/** How one feature has fared since its policy came into force. */
export interface FeatureHealth {
  readonly decisions: number;
  readonly missingShare: number;
  readonly defaultShare: number;
  /** Seconds since a decision last had a value of its own, no default; absent: none ever had. */
  readonly freshnessS?: number;
}

interface Tally {
  missing: number;
  defaulted: number;
  /** Monotonic milliseconds of the last value; −Infinity: none yet. */
  lastValueMs: number;
}

interface FlowTally {
  readonly features: ReadonlyMap<string, Tally>;
  decisions: number;
}

/** Follows, feature by feature, how often there is no value. Only features of the policies in force are kept, so labels are bounded. */
export class FeatureMonitor {
  private readonly flows = new Map<string, FlowTally>();

  constructor(private readonly nowMs: () => number) {}

  /** Begins to follow a policy's features, anew: another policy's shares say nothing of this one's. */
  watch({ flow, catalogue }: Policy): void {
    const features = new Map(catalogue.definitions.map(({ name }) => [name, { missing: 0, defaulted: 0, lastValueMs: -Infinity }]));
    this.flows.set(flow.name, { features, decisions: 0 });
  }

  /** One decision that was given. */
  decided({ ask, facts }: Pick<DecisionRecord, 'ask' | 'facts'>): void {
    const flow = this.flows.get(ask.flow);
    if (flow === undefined) return;
    flow.decisions += 1;
    const nowMs = this.nowMs();
    const without = new Set<string>(facts.defaulted);
    for (const name of without) {
      const tally = flow.features.get(name);
      if (tally !== undefined) tally.defaulted += 1;
    }
    for (const { fact } of facts.missing) {
      const tally = flow.features.get(fact);
      if (tally === undefined) continue;
      tally.missing += 1;
      without.add(fact);
    }
    for (const [name, tally] of flow.features) if (!without.has(name)) tally.lastValueMs = nowMs;
  }

  /** By flow, by feature. */
  health(): Readonly<Record<string, Readonly<Record<string, FeatureHealth>>>> {
    const nowMs = this.nowMs();
    return Object.fromEntries(
      [...this.flows].map(([flow, { features, decisions }]) => [
        flow,
        Object.fromEntries([...features].map(([name, tally]) => [name, healthOf(tally, decisions, nowMs)])),
      ]),
    );
  }
}

function healthOf({ missing, defaulted, lastValueMs }: Tally, decisions: number, nowMs: number): FeatureHealth {
  return {
    decisions,
    missingShare: decisions === 0 ? 0 : missing / decisions,
    defaultShare: decisions === 0 ? 0 : defaulted / decisions,
    ...(lastValueMs === -Infinity ? {} : { freshnessS: Math.round(Math.max(0, nowMs - lastValueMs)) / 1000 }),
  };
}
