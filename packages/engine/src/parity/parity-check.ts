import type { DecisionRecord } from '../contract/decision.js';
import { deriveFeatures } from '../features/derive-features.js';
import { requestEvent } from '../features/event-of.js';
import { readsFor } from '../features/reads-for.js';
import { recount } from '../features/recount.js';
import type { Policy } from '../policy/policy.js';
import type { Counters, HistoryEntry } from '../ports.js';
import { compareFeatures, type FeatureDifference } from './compare-features.js';

/**
 * Why a feature differs. `policy changed`: it was declared otherwise then; `sequence missing`: history could not be read, or what had arrived
 * was not recorded yet; `evicted`: counters have forgotten events for want of room; `defaulted`: one of the two is the declared default;
 * `value`: nothing explains it. Only the last three are mismatches: the first two say that the served value rests on something else.
 */
export const PARITY_CAUSES = ['policy changed', 'sequence missing', 'evicted', 'defaulted', 'value'] as const;
/** One of `PARITY_CAUSES`. */
export type ParityCause = (typeof PARITY_CAUSES)[number];

/** A feature of one decision that is not what was served. */
export interface ParityDifference extends FeatureDifference {
  readonly decisionId: string;
  readonly cause: ParityCause;
}

/** What a replay found. */
export interface ParityReport {
  /** Decisions compared, and features of them. */
  readonly decisions: number;
  readonly features: number;
  /** Differences that should not be. */
  readonly mismatches: number;
  /** Differences by feature and cause, the most frequent first. */
  readonly differences: readonly {
    readonly feature: string;
    readonly cause: ParityCause;
    readonly count: number;
    readonly first: ParityDifference;
  }[];
}

/** What the replay is made with. */
export interface ParityOptions {
  /** Whose features are computed again. */
  readonly policy: Policy;
  /** Fresh counters, with the limits of the live ones. */
  readonly counters: Counters;
  /** A policy that decided once, by its hash; undefined: it is not known any more. */
  readonly policyOf: (hash: string) => Promise<Policy | undefined>;
  /** Have the counters forgotten anything for want of room? */
  readonly hasEvicted?: () => boolean;
}

type Served = Pick<DecisionRecord, 'policy' | 'facts'>;

/** Replays all that arrived in a flow, in its order, and compares the features of the decisions it is given records of. */
export class ParityCheck {
  private readonly found = new Map<
    string,
    { readonly feature: string; readonly cause: ParityCause; count: number; readonly first: ParityDifference }
  >();
  private readonly changed = new Map<string, ReadonlySet<string> | undefined>();
  private readonly names: readonly string[];
  private decisions = 0;
  private features = 0;

  constructor(private readonly options: ParityOptions) {
    this.names = options.policy.catalogue.definitions.map(({ name }) => name);
  }

  /** The next entry of the flow's history; with `served`, a decision whose features are compared. */
  async take(entry: HistoryEntry, served?: Served): Promise<readonly ParityDifference[]> {
    const { policy, counters } = this.options;
    const { catalogue, flow } = policy;
    if (entry.what !== 'decision' || served === undefined) {
      await recount(counters, { flow: flow.name, catalogue }, entry);
      return [];
    }
    const reads = readsFor(catalogue, entry.request);
    const event = requestEvent(catalogue, entry.request, entry.eventTimeMs);
    const { values } = await counters.observe(flow.name, event, reads.counterReads);
    const differences = compareFeatures(served.facts, deriveFeatures(catalogue, reads, values), this.names);
    this.decisions += 1;
    this.features += this.names.length;
    const changed = differences.length === 0 ? undefined : await this.changedSince(served.policy);
    return differences.map((difference) =>
      this.note({ ...difference, decisionId: entry.decisionId, cause: this.causeOf(difference, served, changed) }),
    );
  }

  report(): ParityReport {
    const differences = [...this.found.values()].toSorted((a, b) => b.count - a.count);
    const mismatches = differences.reduce((sum, { cause, count }) => sum + (isMismatch(cause) ? count : 0), 0);
    return { decisions: this.decisions, features: this.features, mismatches, differences };
  }

  private note(difference: ParityDifference): ParityDifference {
    const { feature, cause } = difference;
    const key = `${cause} ${feature}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { feature, cause, count: 1, first: difference });
    else known.count += 1;
    return difference;
  }

  private causeOf(
    { feature, isDefaulted }: FeatureDifference,
    { facts }: Served,
    changed: ReadonlySet<string> | 'all' | undefined,
  ): ParityCause {
    if (changed === 'all' || changed?.has(feature) === true) return 'policy changed';
    if (facts.sequence === undefined || facts.degraded.includes('features:unavailable')) return 'sequence missing';
    if (this.options.hasEvicted?.() === true) return 'evicted';
    return isDefaulted ? 'defaulted' : 'value';
  }

  /** Features that were declared otherwise in an earlier policy, or rest on something that was. */
  private async changedSince(hash: string): Promise<ReadonlySet<string> | 'all'> {
    if (hash === this.options.policy.hash) return new Set();
    if (!this.changed.has(hash)) this.changed.set(hash, changedFeatures(this.options.policy, await this.options.policyOf(hash)));
    return this.changed.get(hash) ?? 'all';
  }
}

/** Is a difference with this cause one that should not be? */
export function isMismatch(cause: ParityCause): boolean {
  return cause !== 'policy changed' && cause !== 'sequence missing';
}

/** Undefined: all may have. Where derived features changed, so may whatever counts by them. */
function changedFeatures(now: Policy, then: Policy | undefined): ReadonlySet<string> | undefined {
  if (then === undefined || now.files['flow.json'] !== then.files['flow.json']) return undefined;
  const before = new Map(then.catalogue.definitions.map((definition) => [definition.name, JSON.stringify(definition)]));
  const changed = new Set<string>();
  for (const definition of now.catalogue.definitions) {
    const rests = Object.values(definition)
      .flat()
      .some((value) => typeof value === 'string' && changed.has(value));
    if (rests || before.get(definition.name) !== JSON.stringify(definition)) changed.add(definition.name);
  }
  return changed;
}
