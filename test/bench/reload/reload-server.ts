import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AppendResult } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import type { Store } from '@gavel/store';
import { FakeDecisionLog, FakeModels } from '@gavel/engine/testing';
import { pino } from 'pino';

/** What the suite asks of the service. */
export interface ServerAsk {
  readonly type: 'reload' | 'rest';
  /** Of `rest`. */
  readonly ms?: number;
}

/** What came of it: the longest time that the event loop was held up, and how long it all took. */
export interface ServerReply {
  readonly blockMs: number;
  readonly tookMs: number;
  readonly policy: string;
}

const [rulesDir = '', dataDir = '', mode = 'thread'] = process.argv.slice(2);
const dist = (path: string): string => new URL(`../../../apps/decision-api/dist/${path}`, import.meta.url).href;
type App = typeof import('../../../apps/decision-api/src/app/create-app.js');
type Reader = typeof import('../../../apps/decision-api/src/flows/folder-flow-reader.js');
type Checker = typeof import('../../../apps/decision-api/src/flows/flow-checker.js');
type Config = typeof import('../../../apps/decision-api/src/config.js');
const { createApp } = (await import(dist('app/create-app.js'))) as App;
const { FolderFlowReader } = (await import(dist('flows/folder-flow-reader.js'))) as Reader;
const { FlowChecker } = (await import(dist('flows/flow-checker.js'))) as Checker;
const { readConfig } = (await import(dist('config.js'))) as Config;

const noStats = { written: 0, failed: 0, rejected: 0, batches: 0, largestBatch: 0, queue: 0 };
/** Keeps nothing: thousands of records in memory would be what is measured. */
const log = new (class extends FakeDecisionLog {
  override append(): Promise<AppendResult> {
    return Promise.resolve({ status: 'appended' });
  }
})();
const store: Store = {
  log,
  databaseUrl: '',
  describe: () => 'memory',
  healthy: async () => true,
  stats: () => ({ ...noStats, appended: 0, replayed: 0, conflicts: 0, shadows: noStats }),
  close: async () => undefined,
};
const modelHost: ModelHost = {
  models: new FakeModels(),
  backend: () => ({ name: 'none', gpu: false }),
  versions: () => [],
  onChange: () => () => undefined,
  stats: () => ({
    scored: 0,
    faults: { timeout: 0, 'not-ready': 0, failed: 0, 'not-a-number': 0, 'out-of-range': 0, overloaded: 0 },
    batchSizes: {},
    queued: { live: 0, shadow: 0 },
    workerRestarts: 0,
    tensors: 0,
  }),
  close: async () => undefined,
};
/** In one piece on the event loop, as it was before there was a checker. */
const reader = mode === 'thread' ? new FolderFlowReader(rulesDir, new FlowChecker()) : new FolderFlowReader(rulesDir);
const gavel = await createApp(readConfig({ PORT: '0', GAVEL_DATA_DIR: dataDir }, dataDir), {
  logger: pino({ level: 'silent' }),
  store,
  modelHost,
  reader,
});
const delay = monitorEventLoopDelay({ resolution: 1 });

async function measured(work: () => Promise<unknown>): Promise<ServerReply> {
  delay.reset();
  delay.enable();
  const startMs = performance.now();
  await work();
  const tookMs = performance.now() - startMs;
  await new Promise((done) => setTimeout(done, 20));
  delay.disable();
  return { blockMs: delay.max / 1e6, tookMs, policy: gavel.parts.policies.get('payments')?.policy.hash ?? '' };
}

process.on('message', (ask: ServerAsk) => {
  const work = ask.type === 'reload' ? () => gavel.parts.policies.reload() : () => new Promise((done) => setTimeout(done, ask.ms));
  void measured(work).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: await gavel.listen() });
