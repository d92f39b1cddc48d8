import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDecisionLog, FakeModels } from '@gavel/engine/testing';
import type { Policy, ReferenceProfile } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import type { Store } from '@gavel/store';
import { pino } from 'pino';
import { createApp, type GavelApp } from '../app/create-app.js';
import type { Overrides } from '../app/overrides.js';
import { readConfig } from '../config.js';
import { samplePolicy } from './sample-flow.js';

/** A service in process on fakes: its log and models do as a test tells them. */
export interface SampleService extends GavelApp {
  readonly decisionLog: FakeDecisionLog;
  readonly models: FakeModels;
  /** What the flow is loaded as from now on. */
  readonly folder: { policy: Policy | undefined; faults: readonly { pointer: string; message: string; file: string }[] };
  readonly flagsFile: string;
  /** Says that models are ready that were not, or the other way round. */
  modelsChanged(): void;
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look at bodies of many shapes
  readonly body: any;
}

export interface SampleOptions extends Omit<Overrides, 'store' | 'modelHost' | 'reader'> {
  readonly environment?: Readonly<Record<string, string>>;
  /** Variants by flag name: value of the payload, for everyone. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly log?: FakeDecisionLog;
  /** Instead of the sample flow. */
  readonly policy?: Policy;
  /** References by `name@version`. */
  readonly references?: Readonly<Record<string, ReferenceProfile>>;
}

const NOW_MS = Date.parse('2026-05-04T12:00:00Z');

export async function startSample({
  environment = {},
  flags = {},
  log = new FakeDecisionLog(),
  policy = samplePolicy(),
  references = {},
  ...overrides
}: SampleOptions = {}): Promise<SampleService> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-api-'));
  const flagsFile = join(dir, 'flags.json');
  await writeFile(flagsFile, flagDocument(flags));
  const models = new FakeModels().answer('sample', '1', 0.1);
  const listeners = new Set<() => void>();
  const folder: SampleService['folder'] = { policy, faults: [] };
  const gavel = await createApp(readConfig({ GAVEL_DATA_DIR: dir, GAVEL_FLAGS_FILE: flagsFile, PORT: '0', ...environment }, dir), {
    logger: pino({ level: 'silent' }),
    clock: { wallMs: () => NOW_MS, monotonicMs: () => performance.now() },
    store: storeOf(log),
    modelHost: hostOf(models, listeners, references),
    reader: {
      list: async () => ['sample'],
      load: async () =>
        folder.policy === undefined || folder.faults.length > 0 ? { ok: false, faults: folder.faults } : { ok: true, value: folder.policy },
    },
    ...overrides,
  });
  return {
    ...gavel,
    decisionLog: log,
    models,
    folder,
    flagsFile,
    modelsChanged: () => {
      for (const listener of listeners) listener();
    },
    post: (body, headers = {}) => ask(gavel, { method: 'POST', url: '/v1/flows/sample/decisions', body, headers }),
    get: (url, headers = {}) => ask(gavel, { method: 'GET', url, headers }),
    close: async () => {
      await gavel.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A request of the sample flow. */
export function sampleRequest(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { paymentId: 'p-1', eventTime: '2026-05-04T11:59:00Z', customerId: 'c-1', amount: 1250, ...changes };
}

/** A flag document: every flag gives everyone the same payload. */
export function flagDocument(payloads: Readonly<Record<string, string>>): string {
  const features = Object.entries(payloads).map(([name, value]) => ({
    name,
    enabled: true,
    strategies: [{ name: 'default', parameters: {}, variants: [{ name: 'v', weight: 1000, payload: { type: 'string', value } }] }],
  }));
  return JSON.stringify({ version: 2, features });
}

interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function ask({ app }: GavelApp, { method, url, body, headers = {} }: Asked): Promise<Reply> {
  const payload = body === undefined ? {} : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await app.inject({ method, url, headers: { ...type, ...headers }, ...payload });
  const isJson = String(response.headers['content-type']).includes('json');
  return { status: response.statusCode, headers: response.headers, text: response.body, body: isJson ? response.json() : undefined };
}

function storeOf(log: FakeDecisionLog): Store {
  return {
    log,
    databaseUrl: '',
    describe: () => 'a fake in memory',
    healthy: async () => log.failure === undefined,
    stats: () => ({ ...NO_STATS, appended: log.records.length, replayed: 0, conflicts: 0, shadows: NO_STATS, events: NO_STATS }),
    close: async () => undefined,
  };
}

const NO_STATS = { written: 0, failed: 0, rejected: 0, batches: 0, largestBatch: 0, queue: 0 };

function hostOf(models: FakeModels, listeners: Set<() => void>, references: Readonly<Record<string, ReferenceProfile>>): ModelHost {
  return {
    models,
    coalitions: models,
    referenceOf: (name, version) => references[`${name}@${version}`],
    backend: () => ({ name: 'cpu', gpu: false }),
    versions: () =>
      ['1', '2'].map((version) => ({
        name: 'sample',
        version,
        state: models.isReady('sample', version) ? 'ready' : 'failed',
        reasons: [],
      })),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stats: () => ({
      scored: 0,
      faults: { timeout: 0, 'not-ready': 0, failed: 0, 'not-a-number': 0, 'out-of-range': 0, overloaded: 0 },
      batchSizes: { 1: 3 },
      queued: { live: 0, shadow: 0 },
      workerRestarts: 0,
      servers: [],
      tensors: 0,
    }),
    close: async () => undefined,
  };
}
