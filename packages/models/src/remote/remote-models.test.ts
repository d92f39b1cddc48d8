import { Deadline, type ScoreResult } from '@gavel/engine';
import { coalitionsContract, modelsContract } from '@gavel/engine/testing';
import { EventEmitter } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelHost } from '../host/model-host.js';
import { openModels } from '../host/open-models.js';
import { sampleModels, type SampleModels } from '../testing/publish-sample.js';
import { startStub, type StubMood, type StubServer } from '../testing/stub-server.js';
import type { ModelServer } from './model-server.js';

/** Servers score here: the worker has nothing to do, and starting it would be most of what these tests cost. */
vi.mock('../runtime/start-worker.js', () => ({
  startWorker: () => {
    const worker = Object.assign(new EventEmitter(), { terminate: () => Promise.resolve(worker.emit('exit', 0)) });
    setImmediate(() => worker.emit('message', { type: 'up', backend: 'cpu', gpu: false, passedOver: [] }));
    return worker;
  },
}));

const PROTOCOLS = ['oip', 'tfserving'] as const;
const COLUMNS = 9;

const published = sampleModels().then(async (sample) => {
  await sample.publish('1');
  return sample;
});
afterAll(async () => (await published).remove());

function serverAt(stub: StubServer, protocol: ModelServer['protocol']): ModelServer {
  return { model: 'sample', version: '1', protocol, address: stub[protocol] };
}

for (const protocol of PROTOCOLS) {
  const open = async () => {
    const sample = await published;
    const stub = await startStub(COLUMNS, sample.predict);
    const host = await openModels({ modelsDir: sample.modelsDir, servers: [serverAt(stub, protocol)], serverTimeoutMs: 10_000 });
    const close = async (): Promise<void> => {
      await host.close();
      await stub.close();
    };
    return { models: host.models, coalitions: host.coalitions, name: 'sample', version: '1', samples: sample.golden, close };
  };
  modelsContract(`a server of ${protocol}`, open);
  coalitionsContract(`a server of ${protocol}`, async () => {
    const opened = await open();
    return { ...opened, values: opened.samples[0]!.values };
  });
}

describe.each(PROTOCOLS)('scoring by %s', (protocol) => {
  let sample: SampleModels;
  let stub: StubServer;
  let host: ModelHost;
  const version = (): ReturnType<ModelHost['versions']>[number] => host.versions()[0]!;
  const server = (): ReturnType<ModelHost['stats']>['servers'][number] => host.stats().servers[0]!;
  const score = (index = 0, deadline = new Deadline()): Promise<ScoreResult> =>
    host.models.score({ name: 'sample', version: '1', values: sample.golden[index]!.values, priority: 'live' }, deadline);
  const start = async (serverTimeoutMs = 10_000): Promise<void> => {
    host = await openModels({ modelsDir: sample.modelsDir, servers: [serverAt(stub, protocol)], serverTimeoutMs });
  };

  beforeAll(async () => {
    sample = await published;
  });
  beforeEach(async () => {
    stub = await startStub(COLUMNS, sample.predict);
  });
  afterEach(async () => {
    await host.close();
    await stub.close();
  });

  it('says in the score, the version and the counts who scored', async () => {
    await start();
    expect(await score()).toMatchObject({ ok: true, backend: protocol, gpu: false, digest: version().digest });
    expect(version()).toMatchObject({ state: 'ready', server: stub[protocol] });
    expect(server()).toMatchObject({ state: 'up', openings: 0, batches: { late: 0, failed: 0 } });
  });

  it('sends the rows of one turn in one request, over connections that are kept', async () => {
    await start();
    const before = stub.batches.length;
    const results = await Promise.all(Array.from({ length: 64 }, (_, index) => score(index % 20)));
    results.forEach((result, index) => expect(result.ok && Math.abs(result.score - sample.golden[index % 20]!.score)).toBeLessThan(1e-5));
    expect(stub.batches.slice(before)).toEqual([64]);
    await Promise.all(Array.from({ length: 1000 }, (_, index) => score(index % 20)));
    expect(stub.connections()).toBeLessThanOrEqual(4);
  });

  it('does not mind that the server closed a kept connection', async () => {
    await start();
    stub.dropConnections();
    await expect(score()).resolves.toMatchObject({ ok: true });
  });

  it.each<[StubMood, object]>([
    ['error', { fault: 'failed', detail: expect.stringMatching(/answers 500: "CUDA out of memory"/) }],
    ['cut', { fault: 'failed', detail: expect.stringMatching(/was cut off/) }],
    ['cut-answer', { fault: 'failed', detail: expect.stringMatching(/was cut off/) }],
    ['not-json', { fault: 'failed', detail: expect.stringMatching(/not JSON: "<html>/) }],
    ['too-few', { fault: 'failed', detail: expect.stringMatching(/0 scores for 1 rows|answers out_0: FP32 \[0, 1\]/) }],
    ['two-columns', { fault: 'failed', detail: expect.stringMatching(/one number a row|out_0: FP32 \[1, 2\]/) }],
    ['too-much', { fault: 'failed', detail: expect.stringMatching(/more than 4194304 bytes/) }],
    ['nan', { fault: 'not-a-number' }],
    ['out-of-range', { fault: 'out-of-range' }],
  ])('gives no score when the server is in the mood %s, and the next one when it is well', async (mood, expected) => {
    await start();
    stub.mood = mood;
    await expect(score()).resolves.toMatchObject({ ok: false, ...expected });
    stub.mood = 'well';
    await expect(score()).resolves.toMatchObject({ ok: true });
  });

  it('fails a row with NaN alone, not its batch', async () => {
    await start();
    stub.mood = 'nan';
    const results = await Promise.all([score(0), score(1), score(2)]);
    expect(results.map((result) => (result.ok ? 'ok' : result.fault))).toEqual(['not-a-number', 'ok', 'ok']);
  });

  it('is as late as a local model when the server is slow: at the caller’s deadline, and at its own', async () => {
    await start(200);
    stub.mood = 'hang';
    const deadline = new Deadline();
    const pending = score(0, deadline);
    await new Promise((resolve) => setImmediate(resolve));
    deadline.end();
    await expect(pending).resolves.toMatchObject({ ok: false, fault: 'timeout' });
    await expect(score()).resolves.toMatchObject({ ok: false, fault: 'timeout', detail: 'the server did not answer within 200 ms' });
    expect(server().batches.late).toBe(2);
  });

  it('gives up a server whose answers come in its own time, but always after that of the decisions', async () => {
    await start();
    stub.mood = 'slow';
    for (let asked = 0; asked < 5; asked += 1) {
      const deadline = new Deadline();
      const pending = score(asked, deadline);
      await new Promise((resolve) => setImmediate(resolve));
      deadline.end();
      await expect(pending).resolves.toMatchObject({ ok: false, fault: 'timeout' });
      await expect.poll(() => server().batches.late).toBe(asked + 1);
    }
    expect(server().openings).toBe(1);
    expect(version().reasons?.join()).toContain('5 answers in a row came after their decisions had been given');
  });

  it('stops asking a server that fails, is not ready meanwhile, and proves the golden rows before it scores again', async () => {
    await start();
    stub.mood = 'error';
    for (let attempt = 0; attempt < 5; attempt += 1) await score();
    expect(host.models.isReady('sample', '1')).toBe(false);
    expect(version()).toMatchObject({ state: 'loading', reasons: [expect.stringMatching(/answers 500: "CUDA out of memory"/)] });
    const asked = stub.batches.length;
    await expect(score()).resolves.toMatchObject({ ok: false, fault: 'not-ready' });
    expect(stub.batches.length).toBe(asked);
    expect(server()).toMatchObject({ state: 'down', openings: 1 });
    stub.mood = 'well';
    await expect.poll(() => host.models.isReady('sample', '1'), { timeout: 15_000 }).toBe(true);
    await expect(score()).resolves.toMatchObject({ ok: true });
  });

  it('comes when the server does', async () => {
    stub.mood = 'loading';
    await start();
    expect(version()).toMatchObject({ state: 'loading', reasons: [expect.stringMatching(/is loading|is LOADING/)] });
    stub.mood = 'well';
    await expect.poll(() => version().state, { timeout: 15_000 }).toBe('ready');
  });

  it.each([
    ['another model', { name: 'other' }, /describes the model other instead of network/],
    ['another width', { columns: 8 }, /takes \[-1, 8\]; the artifact's inputs make \[-1, 9\]/],
    ['another type', { datatype: 'BYTES' }, /takes (BYTES|DT_STRING)/],
    ['several outputs', { outputs: 2 }, /1 inputs and 2 outputs/],
  ])('refuses a server that describes %s', async (_, shape, reason) => {
    stub.shape = shape;
    await start();
    expect(version()).toMatchObject({ state: 'failed', reasons: [expect.stringMatching(reason)] });
  });

  it.runIf(protocol === 'oip')('takes no score of another version than it asked', async () => {
    await start();
    stub.mood = 'other-version';
    const detail = expect.stringContaining('network, version 7 answers where network, version 1 was asked');
    await expect(score()).resolves.toMatchObject({ ok: false, fault: 'failed', detail });
  });

  it('refuses a server whose model is another one with the same shape', async () => {
    stub.mood = 'other-model';
    await start();
    expect(version()).toMatchObject({ state: 'failed', reasons: [expect.stringMatching(/a golden row scores .* instead of/)] });
  });
});
