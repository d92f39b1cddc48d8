import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { AppendResult } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import type { Store } from '@gavel/store';
import { FakeDecisionLog, FakeModels } from '@gavel/engine/testing';
import type { createApp as CreateApp } from '../../../apps/decision-api/src/app/create-app.js';
import type { readConfig as ReadConfig } from '../../../apps/decision-api/src/config.js';
import type { FlowChecker as Checker } from '../../../apps/decision-api/src/flows/flow-checker.js';
import type { FolderFlowReader as Reader } from '../../../apps/decision-api/src/flows/folder-flow-reader.js';

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
const { createApp } = (await import(dist('app/create-app.js'))) as { createApp: typeof CreateApp };
const { FolderFlowReader } = (await import(dist('flows/folder-flow-reader.js'))) as { FolderFlowReader: typeof Reader };
const { FlowChecker } = (await import(dist('flows/flow-checker.js'))) as { FlowChecker: typeof Checker };
const { readConfig } = (await import(dist('config.js'))) as { readConfig: typeof ReadConfig };

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
  stats: () => ({ ...noStats, appended: 0, replayed: 0, conflicts: 0, shadows: noStats, events: noStats }),
  close: async () => undefined,
};
const models = new FakeModels();
const modelHost: ModelHost = {
  models,
  coalitions: models,
  referenceOf: () => undefined,
  backend: () => ({ name: 'none', gpu: false }),
  versions: () => [],
  onChange: () => () => undefined,
  stats: () => ({
    scored: 0,
    faults: { timeout: 0, 'not-ready': 0, failed: 0, 'not-a-number': 0, 'out-of-range': 0, overloaded: 0 },
    batchSizes: {},
    queued: { live: 0, shadow: 0 },
    workerRestarts: 0,
    servers: [],
    tensors: 0,
  }),
  close: async () => undefined,
};
/** In one piece on the event loop, as it was before there was a checker. */
const reader = mode === 'thread' ? new FolderFlowReader(rulesDir, new FlowChecker()) : new FolderFlowReader(rulesDir);
const gavel = await createApp(readConfig({ PORT: '0', GAVEL_DATA_DIR: dataDir, LOG_LEVEL: 'silent' }, dataDir), {
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
