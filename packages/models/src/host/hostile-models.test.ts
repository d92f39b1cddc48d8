import { Deadline } from '@gavel/engine';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleModels, type SampleModels } from '../testing/publish-sample.js';
import type { ModelHost } from './model-host.js';
import { openModels } from './open-models.js';

const never = (): Deadline => new Deadline();

interface Topology {
  modelTopology: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  weightsManifest: { weights: { name: string; shape: number[]; dtype: string }[] }[];
}

/** Models that are published whole, digests and all, and that no service may serve. */
describe('a hostile model in the folder', () => {
  let sample: SampleModels;
  let host: ModelHost;

  beforeAll(async () => {
    sample = await sampleModels();
    await sample.publish('1');
    host = await openModels({ modelsDir: sample.modelsDir, pollMs: 50 });
  });
  afterAll(async () => {
    await host.close();
    await sample.remove();
  });

  /** Publishes a version with other bytes; resolves with the reasons for which it is refused, and that the good one still scores. */
  async function refused(
    version: string,
    change: (files: { modelJson: Topology; weights: Uint8Array }) => { modelJson: unknown; weights: Uint8Array },
  ): Promise<string> {
    await sample.publish(
      version,
      (draft) => draft,
      (files) => {
        const { modelJson, weights } = change({
          modelJson: JSON.parse(new TextDecoder().decode(files.modelJson)) as Topology,
          weights: files.weights.slice(),
        });
        return { modelJson: new TextEncoder().encode(JSON.stringify(modelJson)), weights };
      },
    );
    return refusal(version);
  }

  async function refusal(version: string): Promise<string> {
    const found = (): ReturnType<ModelHost['versions']>[number] | undefined => host.versions().find((held) => held.version === version);
    await expect.poll(() => found()?.state).toBe('failed');
    expect(host.models.isReady('sample', '1')).toBe(true);
    const { values, score } = sample.golden[0]!;
    const result = await host.models.score({ name: 'sample', version: '1', values, priority: 'live' }, never());
    expect(result.ok && Math.abs(result.score - score)).toBeLessThan(1e-5);
    expect(host.stats().workerRestarts).toBe(0);
    return (found()?.reasons ?? []).join('; ');
  }

  it('is refused when its weights are cut short', async () => {
    const reason = await refused('truncated', ({ modelJson, weights }) => ({
      modelJson,
      weights: weights.subarray(0, weights.length - 8),
    }));
    expect(reason).toMatch(/^weights\.bin has \d+ bytes; model\.json describes \d+$/);
  });

  it('is refused when a weight is NaN, though its activation hides that', async () => {
    const reason = await refused('nan', ({ modelJson, weights }) => {
      new DataView(weights.buffer).setFloat32(0, Number.NaN, true);
      return { modelJson, weights };
    });
    expect(reason).toBe('weights.bin holds values that are no numbers');
  });

  it('is refused when its weights are so large that it gives NaN', async () => {
    const reason = await refused('overflow', ({ modelJson, weights }) => {
      const view = new DataView(weights.buffer);
      for (let at = 0; at < weights.length; at += 4) view.setFloat32(at, at % 8 === 0 ? 3e38 : -3e38, true);
      return { modelJson, weights };
    });
    expect(reason).toMatch(/a golden row scores (NaN|0|1|\d\S*) instead of/);
  });

  it('is refused before it is built when a few bytes of it ask for the whole memory', async () => {
    const reason = await refused('huge', ({ modelJson, weights }) => {
      for (const { config } of modelJson.modelTopology.config.layers.filter((layer) => layer.class_name === 'Dense'))
        config['units'] = 100_000;
      for (const spec of modelJson.weightsManifest[0]!.weights) spec.shape = [0, 100_000];
      return { modelJson, weights: weights.subarray(0, 0) };
    });
    expect(reason).toMatch(/could take \d+ bytes when it is built; at most \d+ are given/);
  });

  it('is refused when a kernel is not that of its layer', async () => {
    const reason = await refused('other-kernel', ({ modelJson, weights }) => {
      modelJson.modelTopology.config.layers[0]!.config['units'] = 7;
      return { modelJson, weights };
    });
    expect(reason).toMatch(/has 7 units; its kernel is \[9, 8\]/);
  });

  it.each<[string, (modelJson: Topology) => void, RegExp]>([
    [
      'layers that are not known here',
      ({ modelTopology }) => void (modelTopology.config.layers[1]!.class_name = 'LSTM'),
      /has a layer LSTM; known are/,
    ],
    [
      'thousands of layers',
      ({ modelTopology }) => void modelTopology.config.layers.push(...Array.from({ length: 5000 }, () => modelTopology.config.layers[0]!)),
      /has 500\d layers; at most 200/,
    ],
    [
      'weights of another type',
      ({ weightsManifest }) => void (weightsManifest[0]!.weights[0]!.dtype = 'string'),
      /model\.json is no TensorFlow\.js layers model: .*dtype/,
    ],
    ['no layers at all', ({ modelTopology }) => void (modelTopology.config.layers = []), /./],
    ['a negative size', ({ modelTopology }) => void (modelTopology.config.layers[0]!.config['units'] = -1), /units/],
  ])('is refused with %s', async (name, change, reason) => {
    const found = await refused(`odd-${name.length}`, ({ modelJson, weights }) => {
      change(modelJson);
      return { modelJson, weights };
    });
    expect(found).toMatch(reason);
  });

  it('is refused unread when a file of it is larger than any model', async () => {
    const folder = join(sample.modelsDir, 'sample', 'vast');
    const artifact = join(sample.modelsDir, 'sample', '1', 'artifact.json');
    await mkdir(folder);
    const weights = await open(join(folder, 'weights.bin'), 'w');
    await weights.truncate(300 * 1024 * 1024);
    await weights.close();
    await writeFile(join(folder, 'model.json'), '{}');
    await writeFile(join(folder, 'artifact.json'), (await readFile(artifact, 'utf8')).replace('"version": "1"', '"version": "vast"'));
    expect(await refusal('vast')).toContain('weights.bin has 314572800 bytes; at most 268435456 are read');
  });
});
