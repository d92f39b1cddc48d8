import { join } from 'node:path';
import { openModels, type ModelHost, type OpenModelsOptions } from '@gavel/models';
import { openStore, type Store } from '@gavel/store';
import { watchFolder } from '@gavel/files';
import type { DecisionLog } from '@gavel/engine';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { FileFlagSource } from '../flags/file-flag-source.js';
import { FlagService } from '../flags/flag-service.js';
import { FlagSnapshot } from '../flags/flag-snapshot.js';
import { ServerFlagSource, unleashApiUrl } from '../flags/server-flag-source.js';
import { championFaults } from '../flows/champion-faults.js';
import { FlowChecker } from '../flows/flow-checker.js';
import type { FlowHistories } from '../flows/flow-histories.js';
import { openHistories } from '../flows/open-histories.js';
import type { FlowReader } from '../flows/flow-reader.js';
import { FolderFlowReader } from '../flows/folder-flow-reader.js';
import { loadAll, PolicyHolder, type HeldFlow } from '../flows/policy-holder.js';
import { besidesFaults, restoreLastGood } from '../flows/restore-last-good.js';
import { FeatureMonitor } from '../metrics/feature-monitor.js';
import type { Metrics } from '../metrics/metrics.js';
import { checkFolders } from './check-folders.js';
import type { Clock } from './clock.js';
import type { Closers } from './closers.js';
import type { Overrides } from './overrides.js';

/** What decisions rest on. */
export interface Sources {
  readonly store: Store;
  readonly modelHost: ModelHost;
  readonly features: FeatureMonitor;
  readonly counters: FlowHistories;
  readonly policies: PolicyHolder;
  readonly flags: FlagService;
}

interface Opening {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly overrides: Overrides;
  readonly closers: Closers;
}

const WATCH = { debounceMs: 100, pollMs: 1000 };

/** Opens rules, database, models, history and flags, in the order in which they need each other. Rejects with what is wrong. */
export async function openSources(config: Config, { logger, metrics, clock, overrides, closers }: Opening): Promise<Sources> {
  if (overrides.reader === undefined && overrides.store === undefined) await checkFolders(config);
  // Before anything serves there is nothing to keep clear of; later on changed files are checked in a thread.
  const first = overrides.reader ?? new FolderFlowReader(config.rulesDir);
  const checker = new FlowChecker();
  closers.add('flow checker', () => checker.close());
  const reader = overrides.reader ?? new FolderFlowReader(config.rulesDir, checker);
  const edits = overrides.reader === undefined ? watchRules(config.rulesDir, closers) : undefined;
  const { policies: good, refused } = await loadAll(first);
  const besides = (error: unknown): never => {
    throw besidesFaults(refused, error);
  };
  const { store, modelHost } = await openOutside(config, logger, overrides, closers).catch(besides);
  const restored = await restoreLastGood(refused, store.log).catch(besides);
  const loaded = [...good.map((policy) => ({ policy, faults: [] })), ...restored];
  const features = new FeatureMonitor(clock.monotonicMs);
  const counters = await openHistories(config, store.log, { metrics: metrics.history, logger, limits: overrides.redisLimits });
  closers.add('history', () => counters.close());
  const policies = await openPolicies(loaded, { reader, log: store.log, modelHost, counters, features, metrics, logger, clock });
  closers.add('policies', () => policies.close());
  closers.add(
    'models listener',
    modelHost.onChange(() => void policies.reloadWaiting()),
  );
  edits?.tell(() => void policies.reload());
  const flags = await openFlags(config, { logger, metrics, clock });
  closers.add('flags', () => flags.close());
  return { store, modelHost, features, counters, policies, flags };
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
  const { databaseUrl, dataDir } = config;
  const [store, modelHost] = await Promise.allSettled([
    Promise.resolve(overrides.store ?? openStore({ dataDir, logger, ...(databaseUrl === undefined ? {} : { databaseUrl }) })),
    Promise.resolve(overrides.modelHost ?? openModels(modelOptions(config, logger))),
  ]);
  if (store.status === 'fulfilled') closers.add('store', () => store.value.close());
  if (modelHost.status === 'fulfilled') closers.add('models', () => modelHost.value.close());
  if (store.status === 'rejected') throw store.reason;
  if (modelHost.status === 'rejected') throw modelHost.reason;
  return { store: store.value, modelHost: modelHost.value };
}

function modelOptions(config: Config, logger: Logger): OpenModelsOptions {
  const { modelsDir, modelServers: servers, modelServerTimeoutMs: serverTimeoutMs, modelBackend } = config;
  return { modelsDir, logger, servers, serverTimeoutMs, ...(modelBackend === undefined ? {} : { forceBackend: modelBackend }) };
}

interface PolicyWorld {
  readonly reader: FlowReader;
  readonly log: DecisionLog;
  readonly modelHost: ModelHost;
  readonly counters: FlowHistories;
  readonly features: FeatureMonitor;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

function openPolicies(loaded: readonly Pick<HeldFlow, 'policy' | 'faults'>[], world: PolicyWorld): Promise<PolicyHolder> {
  const { reader, log, modelHost, counters, features, metrics, logger, clock } = world;
  return PolicyHolder.open(loaded, {
    reader,
    prepare: async (policy, before) => {
      await counters.prepare(policy, before);
      // Last, for it also says which policy is in force: that of one which could not be prepared is not.
      await log.keepPolicy(policy.flow.name, policy.hash, policy.files);
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
