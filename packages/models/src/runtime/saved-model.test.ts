import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { exportTfjs } from '../artifact/export-tfjs.js';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import { draftForeign } from '../foreign/draft-foreign.js';
import { exportOnnx } from '../onnx/export-onnx.js';
import { packedSavedModel, savedModelDescription, savedModelFiles } from '../testing/foreign/saved-model-files.js';
import type * as LoadBackend from './load-backend.js';
import { loadBackend, type TensorFlow } from './load-backend.js';
import { loadSavedModel } from './saved-model.js';

/** As on a machine without native TensorFlow, whatever this one has. */
vi.mock('./load-backend.js', async (original) => ({
  ...(await original<typeof LoadBackend>()),
  loadNativeTensorFlow: () => Promise.reject(new Error('@tensorflow/tfjs-node is not installed')),
}));

interface FakeModel {
  readonly signature: { outputs: Record<string, object> };
  readonly predict: (rows: { shape: number[] }) => unknown;
  readonly dispose: () => void;
}

/** TensorFlow.js that says it is native, and what it was asked to load. */
async function fakeNative(load: (folder: string, tf: TensorFlow) => Promise<FakeModel>): Promise<TensorFlow> {
  const { tf } = await loadBackend('cpu');
  const node = { loadSavedModel: (folder: string) => load(folder, tf) };
  return Object.assign({ ...tf }, { getBackend: () => 'tensorflow', node });
}

const message = async (): Promise<Parameters<typeof loadSavedModel>[1]> => ({ ...packedSavedModel(await savedModelFiles()), columns: 8 });

describe('loading a SavedModel', () => {
  it('gives TensorFlow the verified bytes, in a folder for this process alone that is gone afterwards', async () => {
    let folder = '';
    const dispose = vi.fn<() => void>();
    const tf = await fakeNative(async (given, { tensor2d }) => {
      folder = given;
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
      expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
        'saved_model.pb',
        'variables',
        'variables/variables.data-00000-of-00001',
        'variables/variables.index',
      ]);
      for (const [path, bytes] of await savedModelFiles()) {
        expect(new Uint8Array(await readFile(join(folder, path)))).toEqual(bytes);
        expect((await stat(join(folder, path))).mode & 0o777).toBe(0o600);
      }
      const outputs = { classes: {}, probabilities: {} };
      return {
        signature: { outputs },
        predict: ({ shape: [count = 0] }) => tensor2d(Array.from({ length: count }, () => [0.75, 0.25])),
        dispose,
      };
    });
    const model = await loadSavedModel(tf, await message());
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    expect(await model.predict(new Float32Array(16), 2)).toEqual(Float32Array.of(0.25, 0.25));
    expect(dispose).not.toHaveBeenCalled();
    model.dispose();
    expect(dispose).toHaveBeenCalledOnce();
  });

  it('leaves no file behind where TensorFlow does not load it', async () => {
    let folder = '';
    const tf = await fakeNative((given) => {
      folder = given;
      return Promise.reject(new Error('Checksum does not match'));
    });
    await expect(loadSavedModel(tf, await message())).rejects.toThrow('TensorFlow does not load the SavedModel: Checksum does not match');
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it.each<[string, (count: number) => readonly number[], string]>([
    ['too few rows', () => [1, 2], 'the output probabilities is float32 [1, 2] for 3 rows'],
    ['another shape', (count) => [count, 1, 2], 'for 1 rows; a score is float32 [rows, k] or [rows]'],
    ['too few columns', (count) => [count, 1], 'column 1 is not among them'],
  ])('lets go of a model that gives %s', async (_, shape, reason) => {
    const dispose = vi.fn<() => void>();
    const tf = await fakeNative((__, { zeros }) =>
      Promise.resolve({ signature: { outputs: {} }, predict: ({ shape: [count = 0] }) => zeros([...shape(count)]), dispose }),
    );
    await expect(loadSavedModel(tf, await message())).rejects.toThrow(reason);
    expect(dispose).toHaveBeenCalledOnce();
  });

  it('without TensorFlow says so, where it is published too, and how to mend it', async () => {
    const { tf } = await loadBackend('cpu');
    await expect(loadSavedModel(tf, await message())).rejects.toThrow(/and the backend here is cpu: npm run native builds/);
    const files = await savedModelFiles();
    const exported = { format: 'saved-model', files } as const;
    const drafted = draftForeign({ description: savedModelDescription('1'), exported, createdBy: 'a test' });
    await expect(drafted).rejects.toThrow(
      /^a SavedModel is run by TensorFlow itself: @tensorflow\/tfjs-node is not installed\. npm run native builds .* convert the model to ONNX/,
    );
  });

  it('is not converted at export, where its folder is one that converters read', async () => {
    const artifact = { format: 'saved-model', name: 'a', version: '1', inputs: [], scaler: { mean: [], sd: [], clip: 1 } };
    const verified = { artifact, ...packedSavedModel(await savedModelFiles()) } as unknown as VerifiedArtifact;
    expect(() => exportTfjs(verified)).toThrow('a SavedModel is not converted: the folder of the version is one that');
    expect(() => exportOnnx(verified)).toThrow('a SavedModel is not converted: the folder of the version is one that');
  });
});
