import type { ModelHost } from '@gavel/models';
import type { RedisCountersOptions, Store } from '@gavel/store';
import type { JobLimits } from '../backtests/backtest-jobs.js';
import type { FlowReader } from '../flows/flow-reader.js';
import type { LoadLimits } from '../http/load-guard.js';
import type { ShadowLimits } from '../shadow/shadow-queue.js';
import type { Clock } from './clock.js';

/** What a test may put in the place of the real thing. */
export interface Overrides {
  readonly store?: Store;
  readonly modelHost?: ModelHost;
  readonly reader?: FlowReader;
  readonly clock?: Clock;
  readonly loadLimits?: Partial<LoadLimits>;
  readonly redisLimits?: RedisCountersOptions['limits'];
  readonly shadowLimits?: Partial<ShadowLimits>;
  readonly backtestLimits?: Partial<JobLimits>;
}
