import { join } from 'node:path';
import { openModels, type ModelHost } from '@gavel/models';
import { openStore, type Store } from '@gavel/store';
import { watchFolder } from '@gavel/files';
import type { DecisionLog, Policy, World } from '@gavel/engine';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { AnsweringLog } from '../decisions/answering-log.js';
import { Labeller } from '../decisions/labeller.js';
import { Decider } from '../decisions/decider.js';
import { Ingester } from '../events/ingester.js';
import { FileFlagSource } from '../flags/file-flag-source.js';
import { FlagService } from '../flags/flag-service.js';
import { FlagSnapshot } from '../flags/flag-snapshot.js';
import { ServerFlagSource, unleashApiUrl } from '../flags/server-flag-source.js';
import { championFaults } from '../flows/champion-faults.js';
import { FlowCounters } from '../flows/flow-counters.js';
import type { FlowReader } from '../flows/flow-reader.js';
import { FolderFlowReader } from '../flows/folder-flow-reader.js';
import { loadAll, PolicyHolder } from '../flows/policy-holder.js';
import { HealthReport } from '../health/health-report.js';
import { NoteLog } from '../health/note-log.js';
import { ApiKeys } from '../http/api-keys.js';
import { LagMeter } from '../http/lag-meter.js';
import { LoadGuard, type LoadLimits } from '../http/load-guard.js';
import { FeatureMonitor } from '../metrics/feature-monitor.js';
import { Metrics } from '../metrics/metrics.js';
import { ShadowQueue, type ShadowLimits } from '../shadow/shadow-queue.js';
import { checkFolders } from './check-folders.js';
import { Closers } from './closers.js';
import { systemClock, type Clock } from './clock.js';

/** What a test may put in the place of the real thing. */
export interface Overrides {
  readonly store?: Store;
  readonly modelHost?: ModelHost;
  readonly reader?: FlowReader;
  readonly clock?: Clock;
  readonly loadLimits?: Partial<LoadLimits>;
  readonly shadowLimits?: Partial<ShadowLimits>;
}

/** Everything that runs, wired together. */
export interface Parts {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly store: Store;
  /** The store's log, for answers. */
  readonly log: DecisionLog;
  readonly modelHost: ModelHost;
  readonly policies: PolicyHolder;
  readonly flags: FlagService;
  readonly shadows: ShadowQueue;
  readonly decider: Decider;
  readonly ingester: Ingester;
  readonly labeller: Labeller;
  readonly metrics: Metrics;
  readonly guard: LoadGuard;
  readonly keys: ApiKeys;
  readonly report: HealthReport;
  readonly closers: Closers;
}

const DRAIN_MS = 3000;
const LOST_LOGGED_EVERY = 500;
const WATCH = { debounceMs: 100, pollMs: 1000 };

/** Opens all that the service needs. Rejects with what is wrong, and leaves nothing open then. */
export async function openParts(config: Config, logger: Logger, overrides: Overrides = {}): Promise<Parts> {
  const closers = new Closers(logger);
  try {
    return await openAll(config, logger, overrides, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function openAll(config: Config, logger: Logger, overrides: Overrides, closers: Closers): Promise<Parts> {
  const clock = overrides.clock ?? systemClock;
  if (overrides.reader === undefined && overrides.store === undefined) await checkFolders(config);
  const reader = overrides.reader ?? new FolderFlowReader(config.rulesDir);
  const edits = overrides.reader === undefined ? watchRules(config.rulesDir, closers) : undefined;
  const loaded = await loadAll(reader);
  const { store, modelHost } = await openOutside(config, logger, overrides, closers);
  const metrics = new Metrics();
  const features = new FeatureMonitor(clock.monotonicMs);
  const counters = new FlowCounters(store.log);
  const policies = await openPolicies(loaded, { reader, log: store.log, modelHost, counters, features, metrics, logger, clock });
  closers.add('policies', () => policies.close());
  closers.add(
    'models listener',
    modelHost.onChange(() => void policies.reloadWaiting()),
  );
  edits?.tell(() => void policies.reload());
  const flags = await openFlags(config, { logger, metrics, clock });
  closers.add('flags', () => flags.close());
  const log = new AnsweringLog(store.log);
  const world: World = { counters, models: modelHost.models, log, nowMs: clock.monotonicMs };
  const shadows = shadowsOf(world, { metrics, logger, limits: overrides.shadowLimits });
  closers.add('shadows', () => shadows.drain(DRAIN_MS));
  const guard = guardOf(policies, logger, overrides.loadLimits);
  closers.add('load guard', () => guard.close());
  metrics.watch({
    eventLoopLagMs: () => guard.lagMs,
    inFlight: () => guard.inFlight,
    decisionLimit: () => guard.decisionLimit,
    shadowQueue: () => shadows.stats().waiting,
    flagsAgeMs: () => flags.status().ageMs,
    models: modelHost,
    logQueue: () => store.stats().queue,
    features,
  });
  const decider = new Decider({ policies, flags, world, shadows, metrics, features, clock });
  const report = new HealthReport({
    store,
    policies,
    flags,
    modelHost,
    counters,
    features,
    shadows,
    guard,
    monotonicMs: clock.monotonicMs,
    ...(overrides.modelHost === undefined ? { modelsDir: config.modelsDir } : {}),
  });
  const notes = new NoteLog(() => report.modelNotes(), logger);
  closers.add('note log', () => notes.close());
  return {
    logger,
    clock,
    store,
    log,
    modelHost,
    policies,
    flags,
    shadows,
    decider,
    ingester: new Ingester({ policies, counters, log, metrics, clock }),
    labeller: new Labeller({ policies, counters, log }),
    metrics,
    guard,
    keys: new ApiKeys(config.apiKeys),
    report,
    closers,
  };
}

/** Watches from before the first reading on, so that nothing that is saved meanwhile goes unnoticed. */
function watchRules(rulesDir: string, closers: Closers): { tell(listener: () => void): void } {
  let missed = false;
  let onChange = (): void => void (missed = true);
  const watcher = watchFolder(rulesDir, () => onChange(), WATCH);
  closers.add('rules watcher', () => watcher.close());
  return {
    tell: (listener) => {
      onChange = listener;
      if (missed) listener();
    },
  };
}

/** The database and the models come up side by side. When one cannot, the other is closed again. */
async function openOutside(
  config: Config,
  logger: Logger,
  overrides: Overrides,
  closers: Closers,
): Promise<{ store: Store; modelHost: ModelHost }> {
  const { databaseUrl, dataDir, modelsDir } = config;
  const [store, modelHost] = await Promise.allSettled([
    Promise.resolve(overrides.store ?? openStore({ dataDir, logger, ...(databaseUrl === undefined ? {} : { databaseUrl }) })),
    Promise.resolve(overrides.modelHost ?? openModels({ modelsDir, logger })),
  ]);
  if (store.status === 'fulfilled') closers.add('store', () => store.value.close());
  if (modelHost.status === 'fulfilled') closers.add('models', () => modelHost.value.close());
  if (store.status === 'rejected') throw store.reason;
  if (modelHost.status === 'rejected') throw modelHost.reason;
  return { store: store.value, modelHost: modelHost.value };
}

interface PolicyWorld {
  readonly reader: FlowReader;
  readonly log: DecisionLog;
  readonly modelHost: ModelHost;
  readonly counters: FlowCounters;
  readonly features: FeatureMonitor;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

function openPolicies(loaded: readonly Policy[], world: PolicyWorld): Promise<PolicyHolder> {
  const { reader, log, modelHost, counters, features, metrics, logger, clock } = world;
  return PolicyHolder.open(loaded, {
    reader,
    prepare: async (policy, before) => {
      await log.keepPolicy(policy.flow.name, policy.hash, policy.files);
      await counters.prepare(policy, before);
    },
    lacks: (policy) => championFaults(policy, modelHost),
    onTaken: async (policy) => {
      features.watch(policy);
      await counters.swap(policy);
    },
    onReload: (result) => metrics.reloaded('policy', result),
    logger,
    wallMs: clock.wallMs,
  });
}

function openFlags(config: Config, { logger, metrics, clock }: Pick<PolicyWorld, 'logger' | 'metrics' | 'clock'>): Promise<FlagService> {
  const server = config.unleash === undefined ? undefined : { url: unleashApiUrl(config.unleash.url), token: config.unleash.token };
  const source = server === undefined ? new FileFlagSource(config.flagsFile) : new ServerFlagSource(server.url, server.token);
  return FlagService.open({
    source,
    snapshot: new FlagSnapshot(join(config.dataDir, 'flags-snapshot.json'), source.origin),
    logger,
    ...(server === undefined ? {} : { report: server }),
    onReload: (result) => metrics.reloaded('flags', result),
    wallMs: clock.wallMs,
  });
}

function guardOf(policies: PolicyHolder, logger: Logger, limits: Partial<LoadLimits> = {}): LoadGuard {
  return new LoadGuard(limits, {
    meter: new LagMeter(),
    scoreTimeoutMs: () => Math.min(...policies.all().map(({ policy }) => policy.flow.scoreTimeoutMs)),
    onChange: (isRefusing) =>
      isRefusing
        ? logger.warn('overload: decisions above what can be scored in time are refused with 503; metrics count them')
        : logger.info('the overload is over: every decision is let in again'),
  });
}

function shadowsOf(
  world: World,
  { metrics, logger, limits }: { metrics: Metrics; logger: Logger; limits: Partial<ShadowLimits> | undefined },
): ShadowQueue {
  let lost = 0;
  const events = {
    onVerdict: metrics.shadowed.bind(metrics),
    onLost: (cause: 'dropped' | 'hung' | 'lost', error?: unknown): void => {
      metrics.shadowLost(cause);
      // Under overload they come by the thousand; the metric counts them all.
      if (lost++ % LOST_LOGGED_EVERY === 0) logger.warn({ cause, lost, err: error }, 'shadows were not recorded');
    },
  };
  return new ShadowQueue(world, events, limits);
}
