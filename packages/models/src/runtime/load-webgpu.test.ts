import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { coalitionsContract, modelsContract } from '@gavel/engine/testing';
import { describe, expect, it } from 'vitest';
import { openModels } from '../host/open-models.js';
import { sampleModels } from '../testing/publish-sample.js';
import { hasDriver, loadWebGpu } from './load-webgpu.js';

/** Only where a driver is named is it tried: the drivers of a machine's own GPU are for its service, not for its tests. */
const isNamed = process.env['VK_ICD_FILENAMES'] !== undefined;
if (!isNamed) process.stdout.write('scoring by WebGPU is not run: VK_ICD_FILENAMES names no Vulkan driver\n');

async function open() {
  const sample = await sampleModels();
  await sample.publish('1');
  const host = await openModels({ modelsDir: sample.modelsDir, forceBackend: 'webgpu' });
  const close = async (): Promise<void> => {
    await host.close();
    await sample.remove();
  };
  return { models: host.models, coalitions: host.coalitions, name: 'sample', version: '1', samples: sample.golden, close };
}

describe.runIf(isNamed)('scoring by WebGPU', () => {
  modelsContract('TensorFlow.js on WebGPU', open);
  coalitionsContract('TensorFlow.js on WebGPU', async () => {
    const opened = await open();
    return { ...opened, values: opened.samples[0]!.values };
  });

  it('gives the golden scores of every version that is shipped', { timeout: 120_000 }, async () => {
    const host = await openModels({ modelsDir: resolve(import.meta.dirname, '../../../../models'), forceBackend: 'webgpu' });
    expect(host.backend().name).toBe('webgpu');
    expect(host.versions().filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(host.versions().length).toBeGreaterThan(0);
    await host.close();
  });
});

describe('loadWebGpu', () => {
  it('finds drivers by their manifests', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gavel-icd-'));
    expect(await hasDriver([folder, join(folder, 'absent')])).toBe(false);
    await writeFile(join(folder, 'gpu_icd.json'), '{}');
    expect(await hasDriver([join(folder, 'absent'), folder])).toBe(true);
    await rm(folder, { recursive: true });
  });

  it.runIf(process.platform === 'linux')('does not so much as load WebGPU where no driver is installed, and says why', async () => {
    const taken = await loadWebGpu(false, []).catch((error: unknown) => String(error));
    expect(taken).toMatch(/no Vulkan driver is installed/);
  });
});
