import { Deadline } from '@gavel/engine';
import { appendFile, cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { modelsContract } from '@gavel/engine/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as StartWorker from '../runtime/start-worker.js';
import { sampleModels, type SampleModels } from '../testing/publish-sample.js';
import type { ModelHost } from './model-host.js';
import { openModels } from './open-models.js';

const workers = vi.hoisted((): Worker[] => []);
vi.mock('../runtime/start-worker.js', async (original) => {
  const real = await original<typeof StartWorker>();
  return {
    startWorker: (data: Parameters<typeof real.startWorker>[0]) => {
      const worker = real.startWorker(data);
      workers.push(worker);
      return worker;
    },
  };
});

/** A deadline of its own for each call, as each decision has. */
const never = (): Deadline => new Deadline();

/** Resolves when `holds` does, looking at each change. */
function until(host: ModelHost, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = host.onChange(look);
    look();
  });
}

modelsContract('TensorFlow.js in a worker thread', async () => {
  const sample = await sampleModels();
  await sample.publish('1');
  const host = await openModels({ modelsDir: sample.modelsDir });
  const close = async (): Promise<void> => {
    await host.close();
    await sample.remove();
  };
  return { models: host.models, name: 'sample', version: '1', samples: sample.golden, close };
});

describe('openModels', () => {
  let sample: SampleModels;
  let host: ModelHost;
  let listenersBefore: number;
  const versionDir = (version: string): string => join(sample.modelsDir, 'sample', version);
  const state = (version: string): string | undefined => host.versions().find((held) => held.version === version)?.state;
  const reasons = (version: string): string => (host.versions().find((held) => held.version === version)?.reasons ?? []).join('\n');
  const isReady = (version: string): boolean => host.models.isReady('sample', version);
  const ready = (version: string): Promise<void> => until(host, () => isReady(version));
  const failed = (version: string): Promise<void> => until(host, () => state(version) === 'failed');
  const score = (index = 0, version = '1', deadline = never()): ReturnType<ModelHost['models']['score']> =>
    host.models.score({ name: 'sample', version, values: sample.golden[index]!.values, priority: 'live' }, deadline);

  beforeAll(async () => {
    sample = await sampleModels();
    await sample.publish('1');
    listenersBefore = process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
    host = await openModels({ modelsDir: sample.modelsDir, pollMs: 50 });
  });
  afterAll(async () => {
    await host.close();
    await sample.remove();
  });

  it('has every version ready or failed when it resolves, and names its backend', () => {
    expect(state('1')).toBe('ready');
    expect(host.backend()).toEqual({ name: 'wasm', gpu: false });
    expect(host.versions()[0]!.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps the process listeners of TensorFlow.js in the worker', () => {
    expect(process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')).toBe(listenersBefore);
  });

  it('batches what is asked for at once, leaves no tensor behind, and refuses what is too much', async () => {
    await score();
    const before = host.stats();
    const results = await Promise.all(Array.from({ length: 2148 }, (_, index) => score(index % 20)));
    expect(results.filter((result) => !result.ok && result.fault === 'overloaded')).toHaveLength(100);
    const after = host.stats();
    expect(after.batchSizes).toEqual({ ...before.batchSizes, 64: 32 });
    expect(after).toMatchObject({ scored: before.scored + 2048, queued: { live: 0, shadow: 0 }, tensors: before.tensors });
    expect(after.faults.overloaded).toBe(100);
  });

  it('picks up a version published while it runs', async () => {
    await sample.publish('picked-up');
    await ready('picked-up');
    await expect(score(0, 'picked-up')).resolves.toMatchObject({ ok: true });
  });

  it.each([
    ['weights.bin', Buffer.alloc(8), /weights\.bin has SHA-256/],
    ['model.json', '{}', /model\.json has SHA-256/],
    ['artifact.json', '{"schemaVersion": 1}', /artifact\.json \/name/],
    ['artifact.json', 'not json', /is not JSON/],
  ])(
    'refuses a version whose %s is not what was published, with the reason, and takes it once mended (%#)',
    async (file, content, reason) => {
      const version = `broken-${String(reason).length}`;
      const { folder } = await sample.publish(version);
      await ready(version);
      await rename(folder, join(sample.modelsDir, 'ASIDE'));
      await until(host, () => state(version) === undefined);
      await cp(join(sample.modelsDir, 'ASIDE'), join(sample.modelsDir, 'BROKEN'), { recursive: true });
      await writeFile(join(sample.modelsDir, 'BROKEN', file), content);
      await rename(join(sample.modelsDir, 'BROKEN'), folder);
      await failed(version);
      expect(reasons(version)).toMatch(reason);
      expect(isReady(version)).toBe(false);
      await cp(join(sample.modelsDir, 'ASIDE', file), join(folder, file));
      await ready(version);
      await rm(join(sample.modelsDir, 'ASIDE'), { recursive: true });
      expect(state('1')).toBe('ready');
    },
  );

  it('refuses a model that does not give the golden scores', async () => {
    await sample.publish('off', (draft) => ({
      ...draft,
      goldenRows: draft.goldenRows.map((row, index) => (index === 17 ? { ...row, score: row.score + 2e-5 } : row)),
    }));
    await failed('off');
    expect(reasons('off')).toMatch(/golden row scores 0\.\d+ instead of/);
  });

  it('refuses a network that does not take the columns its inputs make', async () => {
    await sample.publish('narrow', (draft) => ({
      ...draft,
      inputs: draft.inputs.slice(1),
      scaler: { ...draft.scaler, mean: draft.scaler.mean.slice(2), sd: draft.scaler.sd.slice(2) },
    }));
    await failed('narrow');
    expect(reasons('narrow')).toContain("takes [rows, 9]; the artifact's inputs make [rows, 7]");
  });

  it('refuses a folder that says it is another version', async () => {
    await cp(versionDir('1'), versionDir('copied'), { recursive: true });
    await failed('copied');
    expect(reasons('copied')).toContain('artifact.json is sample/1, but the folder is sample/copied');
  });

  it('keeps what it loaded when the folder of a version changes, and says so', async () => {
    await sample.publish('touched');
    await ready('touched');
    const before = await score(0, 'touched');
    await appendFile(join(versionDir('touched'), 'artifact.json'), '\n');
    await until(host, () => reasons('touched') !== '');
    expect(reasons('touched')).toContain('the version that was loaded stays');
    await expect(score(0, 'touched')).resolves.toEqual(before);
  });

  it('withdraws a version whose folder is gone, and refuses other content under the same version later', async () => {
    await sample.publish('gone');
    await ready('gone');
    await rm(versionDir('gone'), { recursive: true });
    await until(host, () => state('gone') === undefined);
    await expect(score(0, 'gone')).resolves.toMatchObject({ ok: false, fault: 'not-ready' });
    await sample.publish('gone', (draft) => ({ ...draft, createdBy: 'somebody else' }));
    await failed('gone');
    expect(reasons('gone')).toContain('publish a new version');
  });

  it('keeps all versions when the whole directory cannot be read', async () => {
    await rename(sample.modelsDir, `${sample.modelsDir}-gone`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(score()).resolves.toMatchObject({ ok: true });
    await rename(`${sample.modelsDir}-gone`, sample.modelsDir);
  });

  it('fails what is in flight when the worker dies, and has the versions ready again by itself', async () => {
    const pending = Promise.all(Array.from({ length: 2000 }, (_, index) => score(index % 20)));
    await Promise.resolve();
    await workers.at(-1)!.terminate();
    const faults = (await pending).map((result) => (result.ok ? 'scored before' : result.fault));
    expect(faults.slice(-1000)).toEqual(Array.from({ length: 1000 }, () => 'failed'));
    expect(faults.filter((fault) => fault !== 'scored before' && fault !== 'failed')).toEqual([]);
    expect(isReady('1')).toBe(false);
    await expect(score()).resolves.toMatchObject({ ok: false, fault: 'not-ready' });
    await ready('1');
    await expect(score()).resolves.toMatchObject({ ok: true });
    expect(host.stats().workerRestarts).toBe(1);
  });

  it('comes back from memory, not from a folder that changed meanwhile', async () => {
    await sample.publish('kept');
    await ready('kept');
    const before = await score(0, 'kept');
    await writeFile(join(versionDir('kept'), 'weights.bin'), Buffer.alloc(4));
    await workers.at(-1)!.terminate();
    await until(host, () => !isReady('kept'));
    await ready('kept');
    await expect(score(0, 'kept')).resolves.toEqual(before);
  });

  it('opens a directory that does not exist yet, and finds the first version in it', async () => {
    const modelsDir = join(sample.modelsDir, 'LATER');
    const early = await openModels({ modelsDir, pollMs: 50 });
    expect(early.versions()).toEqual([]);
    await mkdir(join(modelsDir, 'sample'), { recursive: true });
    await cp(versionDir('1'), join(modelsDir, 'sample', '1'), { recursive: true });
    await until(early, () => early.models.isReady('sample', '1'));
    await early.close();
  });

  it('gives the golden scores on the plain JavaScript backend, too', async () => {
    const onCpu = await openModels({ modelsDir: sample.modelsDir, forceBackend: 'cpu' });
    expect(onCpu.backend()).toEqual({ name: 'cpu', gpu: false });
    expect(onCpu.models.isReady('sample', '1')).toBe(true);
    await onCpu.close();
  });

  it('resolves with nothing ready when the backend that was asked for does not work here', async () => {
    const without = await openModels({ modelsDir: sample.modelsDir, forceBackend: 'tensorflow' });
    expect(without.backend()).toEqual({ name: 'none', gpu: false });
    expect(without.models.isReady('sample', '1')).toBe(false);
    await without.close();
  });
});
