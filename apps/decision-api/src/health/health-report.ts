import { access } from 'node:fs/promises';
import { faultLine, type Fault, type Flags, type Policy } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import type { Store } from '@gavel/store';
import type { FlagService } from '../flags/flag-service.js';
import { historyNotes, type FlowHistories } from '../flows/flow-histories.js';
import { flowModels, strangeInputs } from '../flows/flow-models.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import type { FeatureMonitor } from '../metrics/feature-monitor.js';
import { rolloutNotes, rolloutOf } from '../flows/rollout-of.js';
import type { LoadGuard } from '../http/load-guard.js';
import type { ShadowQueue } from '../shadow/shadow-queue.js';

export interface HealthParts {
  readonly store: Pick<Store, 'healthy' | 'describe'>;
  readonly policies: PolicyHolder;
  readonly flags: FlagService;
  readonly modelHost: ModelHost;
  readonly counters: Pick<FlowHistories, 'stats'>;
  readonly features: Pick<FeatureMonitor, 'health'>;
  readonly shadows: ShadowQueue;
  readonly guard: LoadGuard;
  readonly monotonicMs: () => number;
  /** Where models are read from; absent where they come from elsewhere. */
  readonly modelsDir?: string;
}

/** Everything about the service that someone on call would ask. */
export interface Health {
  /** `degraded`: it decides, but not with all it should have. */
  readonly status: 'ok' | 'degraded' | 'down';
  readonly notes: readonly string[];
  readonly store: { readonly description: string; readonly healthy: boolean };
  readonly flows: readonly {
    readonly name: string;
    readonly policy: string;
    readonly rules: number;
    readonly since: string;
    readonly faults: readonly string[];
  }[];
  /** Faults of flows that were never good. */
  readonly refused: Readonly<Record<string, readonly string[]>>;
  readonly models: {
    readonly backend: string;
    readonly gpu: boolean;
    readonly versions: ReturnType<ModelHost['versions']>;
    readonly stats: ReturnType<ModelHost['stats']>;
  };
  readonly flags: ReturnType<Flags['status']> & { readonly origin: string; readonly faults: readonly string[] };
  readonly shadows: ReturnType<ShadowQueue['stats']>;
  readonly counters: ReturnType<FlowHistories['stats']>;
  /** By flow and feature, since its policy is in force: how often there was no value, and how long ago there last was one. */
  readonly features: ReturnType<FeatureMonitor['health']>;
  readonly load: { readonly eventLoopLagMs: number; readonly inFlight: number };
}

/** An answer from the database is good for this long: the open endpoints must not be a way to load it. */
const STORE_CHECK_MS = 1000;

/** What the service tells of its own health. */
export class HealthReport {
  private checked: { readonly atMs: number; readonly healthy: Promise<boolean> } | undefined;

  constructor(private readonly parts: HealthParts) {}

  /** Ready: rules are in force and decisions can be logged. A model or flags outage does not change that. */
  async readiness(): Promise<{ readonly ready: boolean; readonly why: string }> {
    if (this.parts.guard.stopping) return { ready: false, why: 'the service is stopping' };
    if (this.parts.policies.all().length === 0) return { ready: false, why: 'no flow is in force' };
    return (await this.storeIsHealthy())
      ? { ready: true, why: 'decisions can be logged' }
      : { ready: false, why: 'the decision log cannot be written' };
  }

  async whole(): Promise<Health> {
    const { store, policies, flags, modelHost, counters, features, shadows, guard } = this.parts;
    const healthy = await this.storeIsHealthy();
    const notes = [...(healthy ? [] : ['the decision log cannot be written']), ...(await this.notes())];
    return {
      status: !healthy ? 'down' : notes.length > 0 ? 'degraded' : 'ok',
      notes,
      store: { description: store.describe(), healthy },
      flows: policies.all().map(({ policy, sinceMs, faults }) => ({
        name: policy.flow.name,
        policy: policy.hash,
        rules: policy.rules.size,
        since: new Date(sinceMs).toISOString(),
        faults: lines(faults),
      })),
      refused: Object.fromEntries(Object.entries(policies.refused()).map(([name, faults]) => [name, lines(faults)])),
      models: { backend: modelHost.backend().name, gpu: modelHost.backend().gpu, versions: modelHost.versions(), stats: modelHost.stats() },
      flags: { ...flags.status(), origin: flags.origin, faults: lines(flags.faults()) },
      shadows: shadows.stats(),
      counters: counters.stats(),
      features: features.health(),
      load: { eventLoopLagMs: Math.round(guard.lagMs * 10) / 10, inFlight: guard.inFlight },
    };
  }

  /** What is not as it should be while decisions go on: the same text as long as it holds. */
  async notes(): Promise<readonly string[]> {
    const { policies, flags, counters } = this.parts;
    return [
      ...historyNotes(counters.stats()),
      ...Object.keys(policies.refused()).map((name) => refusedNote(name, policies.get(name) !== undefined)),
      ...(flags.faults().length > 0
        ? ['flags are refused or out of reach (flags.faults): the last good definition of each is used, and the others as they are now']
        : []),
      ...(await this.modelNotes()),
    ];
  }

  /** Which models are missing where policy or flags name them. */
  private async modelNotes(): Promise<readonly string[]> {
    const { policies, flags, modelHost, modelsDir } = this.parts;
    const isThere = modelsDir === undefined || (await canRead(modelsDir));
    return [
      ...(isThere ? [] : [`the models folder ${modelsDir} cannot be read`]),
      ...policies
        .all()
        .flatMap(({ policy }) => [
          ...this.championNotes(policy),
          ...rolloutNotes(policy, flags, flowModels(policy, modelHost)),
          ...this.inputNotes(policy),
        ]),
    ];
  }

  private championNotes({ flow, model }: Policy): string[] {
    if (model === undefined || this.parts.modelHost.models.isReady(model.name, model.version)) return [];
    return [`model ${model.name}@${model.version} is not ready: ${flow.name} is decided by rules and the fallback table`];
  }

  /** Versions that must not score this flow, because they read what it does not have. */
  private inputNotes(policy: Policy): string[] {
    const { flags, modelHost } = this.parts;
    if (policy.model === undefined) return [];
    const { name, version } = policy.model;
    const { canary, shadows } = rolloutOf(policy, flags, modelHost.models);
    const versions = new Set([version, ...(canary === null ? [] : [canary.version]), ...shadows]);
    return [...versions].flatMap((each) => {
      const strangers = strangeInputs(policy, modelHost, each, name);
      if (strangers.length === 0) return [];
      const who = each === version ? ', which is decided by rules and the fallback table' : '';
      return [`model ${name}@${each} reads what ${policy.flow.name} does not have and does not score it${who}: ${strangers.join(', ')}`];
    });
  }

  private storeIsHealthy(): Promise<boolean> {
    const nowMs = this.parts.monotonicMs();
    if (this.checked === undefined || nowMs - this.checked.atMs > STORE_CHECK_MS) {
      this.checked = { atMs: nowMs, healthy: this.parts.store.healthy().catch(() => false) };
    }
    return this.checked.healthy;
  }
}

function canRead(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function lines(faults: readonly Fault[]): string[] {
  return faults.map(faultLine);
}

function refusedNote(name: string, isHeld: boolean): string {
  const instead = isHeld ? 'its last good policy decides' : 'it was never good and decides nothing';
  return `the files of the flow ${name} are refused; ${instead}`;
}
