import { resolve } from 'node:path';
import { createRequire } from 'node:module';
import { coalitionsContract, modelsContract } from '@gavel/engine/testing';
import { describe, expect, it } from 'vitest';
import { openModels } from '../host/open-models.js';
import { sampleModels } from '../testing/publish-sample.js';
import { requireNative, type TensorFlow } from './load-backend.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
/** The version of TensorFlow that `npm run native` has just built against. */
const version = process.env['TEST_NATIVE'];
if (version === undefined) process.stdout.write('scoring by native TensorFlow is not run: npm run native builds and proves it\n');

async function open() {
  const sample = await sampleModels();
  await sample.publish('1');
  const host = await openModels({ modelsDir: sample.modelsDir });
  const close = async (): Promise<void> => {
    await host.close();
    await sample.remove();
  };
  return { models: host.models, coalitions: host.coalitions, name: 'sample', version: '1', samples: sample.golden, close };
}

/** What the native package has beside TensorFlow.js. */
interface Native extends Pick<TensorFlow, 'tensor2d'> {
  readonly node: { loadSavedModel(path: string): Promise<{ predict(rows: object): { data(): Promise<Float32Array> } }> };
  backend(): { binding: { TF_Version: string } };
}

describe.runIf(version !== undefined)('native TensorFlow', () => {
  modelsContract('native TensorFlow', open);
  coalitionsContract('native TensorFlow', async () => {
    const opened = await open();
    return { ...opened, values: opened.samples[0]!.values };
  });

  it('is taken first, and gives the golden scores of every version that is shipped', async () => {
    const host = await openModels({ modelsDir: resolve(ROOT, 'models') });
    expect(host.backend().name).toMatch(/^tensorflow/);
    expect(host.versions().filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(host.versions().length).toBeGreaterThan(0);
    await host.close();
  });

  it('is the version that was asked for, and serves a SavedModel', async () => {
    const native = requireNative(createRequire(import.meta.url)) as unknown as Native;
    expect(native.backend().binding.TF_Version).toBe(version);
    const saved = await native.node.loadSavedModel(resolve(ROOT, 'test/support/saved-model/tiny'));
    const probability = saved.predict(native.tensor2d([1, 2, 3, -1, 0, 1], [2, 3]));
    // relu(x · 0.5 + 0.25) of both units, then sigmoid(their sum · 0.5 − 1).
    const expected = [6, 0].map((sum) => 1 / (1 + Math.exp(-(Math.max(0, sum * 0.5 + 0.25) * 2 * 0.5 - 1))));
    const found = await probability.data();
    expected.forEach((score, row) => expect(found[row]).toBeCloseTo(score, 6));
  });
});
