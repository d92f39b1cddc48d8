import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

const MODELS = resolve(import.meta.dirname, '../../../../models');

describe('gavel export', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-export-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function gavel(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const place = args.includes('--out') ? [] : ['--out', folder];
    const [out, err]: [string[], string[]] = [[], []];
    const terminal = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) };
    const code = await runProgram(['export', ...args, '--models', MODELS, ...place], { terminal: terminal as never, env: {} });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  it('writes one ONNX file, names its inputs in it, and writes over nothing', async () => {
    const { code, out } = await gavel('card-fraud/2');
    expect(code).toBe(0);
    expect(out).toContain('Facts in: 59 inputs [rows, 1]');
    expect(await readFile(join(folder, 'card-fraud-2.onnx'), 'latin1')).toContain('card-fraud 2, exported by Gavel');
    expect(await gavel('card-fraud/2')).toMatchObject({ code: 2, err: expect.stringContaining('card-fraud-2.onnx is there already') });
  });

  it('writes the file that is named, where the name ends in .onnx', async () => {
    const file = join(folder, 'made', 'fraud.onnx');
    expect(await gavel('card-fraud/2', '--out', file)).toMatchObject({ code: 0, out: expect.stringContaining(`Wrote ${file} (`) });
    expect(await readFile(file, 'latin1')).toContain('card-fraud 2, exported by Gavel');
    expect(await gavel('card-fraud/2', '--out', file)).toMatchObject({ code: 2, err: expect.stringContaining('is there already') });
    expect(await gavel('card-fraud/1', '--format', 'tfjs', '--out', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('fraud.onnx is the name of one ONNX file, and --format tfjs writes a folder'),
    });
    await mkdir(join(folder, 'folder.onnx'));
    expect((await gavel('card-fraud/2', '--out', join(folder, 'folder.onnx'))).out).toContain(join('folder.onnx', 'card-fraud-2.onnx'));
  });

  it('says what stands in the way', async () => {
    expect(await gavel('card-fraud/2', '--out', join(folder, 'card-fraud-2.onnx', 'below'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/below.card-fraud-2.onnx cannot be written: /),
    });
  });

  it('writes networks as they were published, with what stands around them', async () => {
    expect((await gavel('card-fraud/1', '--format', 'tfjs')).code).toBe(0);
    for (const file of ['model.json', 'weights.bin']) {
      const [written, published] = await Promise.all([
        readFile(join(folder, 'card-fraud-1-tfjs', file)),
        readFile(join(MODELS, 'card-fraud', '1', file)),
      ]);
      expect(written.equals(published)).toBe(true);
    }
    const pipeline = JSON.parse(await readFile(join(folder, 'card-fraud-1-tfjs', 'pipeline.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(pipeline)).toEqual(['name', 'version', 'steps', 'inputs', 'scaler', 'networks', 'priorCorrection', 'calibrator']);
  });

  it('says which members of a blend TensorFlow.js cannot have', async () => {
    const { out } = await gavel('loan-application', '--format', 'tfjs');
    expect(out).toContain('3 members of the blend are trees and are left out: --format onnx has all of it');
  });

  it('asks which version where there are several, and says where there is none', async () => {
    expect(await gavel('card-fraud')).toMatchObject({ code: 2, err: 'Say which version: card-fraud/1, card-fraud/2.' });
    expect((await gavel('nothing')).err).toContain('There is no version of nothing in');
    expect((await gavel('card-fraud/7')).err).toContain('artifact.json cannot be read');
  });
});
