import type { ModelHost } from '@gavel/models';
import type { Store } from '@gavel/store';
import type { DecisionLog, DecisionRecord, Models, Policy, World } from '@gavel/engine';
import type { Logger } from 'pino';
import { BacktestJobs } from '../backtests/backtest-jobs.js';
import type { Config } from '../config.js';
import { AnsweringLog } from '../decisions/answering-log.js';
import { Decider } from '../decisions/decider.js';
import { Labeller } from '../decisions/labeller.js';
import { Ingester } from '../events/ingester.js';
import type { FlagService } from '../flags/flag-service.js';
import type { FlowHistories } from '../flows/flow-histories.js';
import { flowModels } from '../flows/flow-models.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import { HealthReport } from '../health/health-report.js';
import { NoteLog } from '../health/note-log.js';
import { ApiKeys } from '../http/api-keys.js';
import { LagMeter } from '../http/lag-meter.js';
import { LoadGuard, type LoadLimits } from '../http/load-guard.js';
import type { FeatureMonitor } from '../metrics/feature-monitor.js';
import { Metrics } from '../metrics/metrics.js';
import { ShadowQueue, type ShadowLimits } from '../shadow/shadow-queue.js';
import { systemClock, type Clock } from './clock.js';
import { Closers } from './closers.js';
import { openAfterwards, type Afterwards } from './open-afterwards.js';
import { openSources } from './open-sources.js';
import type { Overrides } from './overrides.js';

/** Everything that runs, wired together. */
export interface Parts {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly store: Store;
  /** The store's log, for answers. */
  readonly log: DecisionLog;
  readonly modelHost: ModelHost;
  readonly counters: FlowHistories;
  readonly policies: PolicyHolder;
  readonly flags: FlagService;
  readonly shadows: ShadowQueue;
  readonly backtests: BacktestJobs;
  readonly afterwards: Afterwards;
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
  const metrics = new Metrics();
  const { store, modelHost, features, counters, policies, flags } = await openSources(config, {
    logger,
    metrics,
    clock,
    overrides,
    closers,
  });
  const log = new AnsweringLog(store.log);
  const world: World = { counters, models: modelHost.models, log, nowMs: clock.monotonicMs };
  const shadows = shadowsOf(world, { metrics, logger, limits: overrides.shadowLimits });
  closers.add('shadows', () => shadows.drain(DRAIN_MS));
  const backtests = new BacktestJobs(clock, logger, overrides.backtestLimits);
  closers.add('backtests', () => backtests.close());
  const guard = guardOf(policies, logger, overrides.loadLimits);
  closers.add('load guard', () => guard.close());
  watchAll(metrics, { guard, shadows, flags, modelHost, store, features });
  const afterwards = openAfterwards({ modelHost, policies, log, metrics, clock });
  closers.add('explanations', () => afterwards.explanations.close());
  const onDecided = (record: DecisionRecord): void => {
    features.decided(record);
    afterwards.onDecided(record);
  };
  const modelsFor = (policy: Policy): Models => flowModels(policy, modelHost);
  const decider = new Decider({ policies, flags, world, modelsFor, shadows, metrics, clock, onDecided });
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
  const notes = new NoteLog(() => report.notes(), logger);
  closers.add('note log', () => notes.close());
  return {
    logger,
    clock,
    store,
    log,
    modelHost,
    counters,
    policies,
    flags,
    shadows,
    backtests,
    afterwards,
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

type Watched = Pick<Parts, 'guard' | 'shadows' | 'flags' | 'modelHost' | 'store'> & { readonly features: FeatureMonitor };

function watchAll(metrics: Metrics, { guard, shadows, flags, modelHost, store, features }: Watched): void {
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
