import { join } from 'node:path';
import type { DecisionLog } from '@gavel/engine';
import { RedisCounters, type RedisCountersOptions } from '@gavel/store';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { HistoryMetrics } from '../metrics/history-metrics.js';
import { FlowCounters } from './flow-counters.js';
import type { FlowHistories } from './flow-histories.js';
import { RedisFlowHistories } from './redis-flow-histories.js';

/** History where the configuration says: in Redis, or in this process. */
export async function openHistories(
  { redisUrl, dataDir }: Pick<Config, 'redisUrl' | 'dataDir'>,
  log: DecisionLog,
  {
    metrics,
    logger,
    limits = {},
  }: { readonly metrics: HistoryMetrics; readonly logger: Logger; readonly limits?: RedisCountersOptions['limits'] },
): Promise<FlowHistories> {
  if (redisUrl === undefined) {
    const counters = new FlowCounters(log, { snapshotDir: join(dataDir, 'history'), logger });
    metrics.watch(() => counters.stats(), undefined);
    return counters;
  }
  const redis = await RedisCounters.open({ url: redisUrl, logger, limits, onRoundTrip: (ms) => metrics.roundTrip(ms) });
  const histories = new RedisFlowHistories(redis, log);
  metrics.watch(
    () => histories.stats(),
    () => histories.link(),
  );
  return histories;
}
