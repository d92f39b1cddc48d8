import { EventEmitter } from 'node:events';
import { UnleashEvents, type UnleashConfig } from 'unleash-client';
import type { Feature, FlagSet, Segment } from './flag-document.js';

type UnleashRepository = NonNullable<UnleashConfig['repository']>;
type UnleashFeature = NonNullable<ReturnType<UnleashRepository['getToggle']>>;
type UnleashSegment = NonNullable<ReturnType<UnleashRepository['getSegment']>>;

/** The flags in force, as unleash-client wants to be given them: one evaluation for flags of a file, a server and a snapshot. */
export class HeldFlags extends EventEmitter implements UnleashRepository {
  private set: FlagSet = { features: new Map(), segments: new Map() };
  private features = new Map<string, UnleashFeature>();
  private segments = new Map<number, UnleashSegment>();

  /** Takes other flags, all in one step. */
  replace(set: FlagSet): void {
    this.set = set;
    this.features = new Map([...set.features].map(([name, feature]) => [name, asUnleashFeature(feature)]));
    this.segments = new Map([...set.segments].map(([id, segment]) => [id, asUnleashSegment(segment)]));
    this.emit(UnleashEvents.Changed, this.getToggles());
  }

  get current(): FlagSet {
    return this.set;
  }

  start(): Promise<void> {
    this.emit(UnleashEvents.Ready);
    return Promise.resolve();
  }

  stop(): void {
    this.removeAllListeners();
  }

  getToggle(name: string): UnleashFeature | undefined {
    return this.features.get(name);
  }

  getToggles(): UnleashFeature[] {
    return [...this.features.values()];
  }

  getSegment(id: number): UnleashSegment | undefined {
    return this.segments.get(id);
  }

  getTogglesWithSegmentData(): ReturnType<UnleashRepository['getTogglesWithSegmentData']> {
    return this.getToggles().map(({ strategies = [], ...feature }) => ({
      ...feature,
      strategies: strategies.map(({ segments = [], ...strategy }) => ({
        ...strategy,
        segments: segments.map((id) => this.getSegment(id)),
      })),
    }));
  }
}

/** The client knows operators as an enum and takes no null; apart from that a checked flag is what it expects. */
function asUnleashFeature(feature: Feature): UnleashFeature {
  const strategies = (feature.strategies ?? []).map((strategy) => ({
    ...strategy,
    parameters: strategy.parameters ?? {},
    constraints: strategy.constraints ?? [],
    variants: strategy.variants ?? [],
  }));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- operators and payload types are texts here and enums there
  return { ...feature, strategies, variants: feature.variants ?? [] } as unknown as UnleashFeature;
}

function asUnleashSegment(segment: Segment): UnleashSegment {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  return segment as unknown as UnleashSegment;
}
