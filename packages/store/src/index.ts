export { openStore, type OpenStoreOptions, type Store } from './open-store.js';
export type { DecisionLogStats } from './postgres-decision-log.js';
export type { GroupCommitStats } from './group-commit.js';
export { LogRefusedError, LogUnavailableError, StoreOpenError, type UnavailableCause } from './store-errors.js';
export type { StoreLogger } from './store-logger.js';
export { InProcessCounters, LATENESS_BOUNDS_MS, type CounterStats, type InProcessCountersOptions } from './counters/in-process-counters.js';
export { rebuildCounters, type RebuildOptions } from './counters/rebuild-counters.js';
export { runningDatabaseUrl } from './embedded/running-database.js';
