import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readArtifact } from '@gavel/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

const FIXTURES = resolve(import.meta.dirname, '../../../../packages/models/src/testing/foreign');
const FACTS = ['amount', 'hour', 'count', 'share', 'isNew', 'days', 'ratio', 'shift'];
const features = FACTS.map((fact) => ({ fact, kind: 'number' }));

describe('gavel publish of an ONNX model', () => {
  let folder: string;
  const at = (...path: string[]): string => join(folder, ...path);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-publish-'));
    for (const name of ['lightgbm.onnx', 'scikit-learn.onnx', 'zipmap.onnx']) await copyFile(join(FIXTURES, name), at(name));
    const line = (row: number): string =>
      [
        row % 2,
        row * 60_000,
        row % 9,
        ...FACTS.map((_, column) => (column > 4 && row % 7 === 0 ? '' : ((row * 37 + column * 11) % 100) / 4)),
      ].join(',');
    await writeFile(
      at('rows.csv'),
      [['fraud', 'at', 'customer', ...FACTS].join(','), ...Array.from({ length: 120 }, (_, row) => line(row))].join('\n'),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function gavel(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: [string[], string[]] = [[], []];
    const terminal = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) };
    const code = await runProgram([...args, '--models', at('models')], { terminal: terminal as never, env: {} });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  async function describeModel(change: Record<string, unknown>): Promise<string> {
    const description = {
      model: 'shop',
      version: '1',
      file: 'lightgbm.onnx',
      madeBy: 'lightgbm 4.7.0, onnxmltools 1.16.0',
      features,
      ...change,
    };
    await writeFile(at('description.json'), JSON.stringify(description));
    return folder;
  }

  it('makes an artifact with figures, drift reference, background and card of a table of rows', async () => {
    const place = await describeModel({ learntFrom: { rows: 20_000, frauds: 900 }, floor: { frauds: 10 } });
    const { code, out, err } = await gavel(
      'publish',
      place,
      '--data',
      at('rows.csv'),
      '--label',
      'fraud',
      '--time',
      'at',
      '--group',
      'customer',
    );
    expect(err).toMatch(/^No flow uses the model shop/);
    expect(code).toBe(0);
    expect(out).toMatch(/^Published .*shop\/1 \([0-9a-f]{64}\): ONNX, made by lightgbm 4\.7\.0/);
    const read = await readArtifact(at('models', 'shop', '1'));
    if (!read.ok) throw new Error(read.reasons.join());
    const { artifact } = read.value;
    expect(artifact.metrics).toMatchObject({ rows: 120, frauds: 60 });
    expect(artifact.reference).toBeDefined();
    expect(artifact.background?.rows.length).toBeGreaterThan(1);
    expect(artifact.goldenRows.some(({ values }) => !('days' in values))).toBe(true);
    expect(await readFile(at('models', 'shop', '1', 'model-card.md'), 'utf8')).toContain('Learnt from 20000 rows, 900 of them labelled 1');
  });

  it('makes golden rows by itself where there is no table, and says what is missing then', async () => {
    const { code, err } = await gavel('publish', await describeModel({ version: '2' }));
    expect(code).toBe(0);
    expect(err).toContain('It declares no floor');
    expect(err).toContain('Without --data');
    const read = await readArtifact(at('models', 'shop', '2'));
    expect(read.ok && new Set(read.value.artifact.goldenRows.map(({ score }) => score)).size).toBeGreaterThan(12);
    expect((await gavel('publish', folder)).err).toContain('a published version is never changed');
  });

  it('publishes an imputing pipeline, and evaluates it on the same table', async () => {
    await describeModel({ version: '3', file: 'scikit-learn.onnx', madeBy: 'scikit-learn 1.9.1' });
    expect((await gavel('publish', folder)).code).toBe(0);
    const { code, out } = await gavel(
      'evaluate',
      'shop',
      '3',
      '--data',
      at('rows.csv'),
      '--label',
      'fraud',
      '--time',
      'at',
      '--group',
      'customer',
    );
    expect(code).toBe(0);
    expect(out).toContain('AUC');
  });

  it('publishes a graph model with its shards beside it, and exports it as it came', async () => {
    await cp(join(FIXTURES, 'graph'), folder, { recursive: true });
    const told = features.map((feature) => ({ ...feature, whenMissing: { value: 0, indicator: false } }));
    const published = await gavel('publish', await describeModel({ version: '4', file: 'model.json', features: told }));
    expect(published.out).toMatch(/^Published .*shop\/4 \([0-9a-f]{64}\): a TensorFlow\.js graph model, made by/);
    const card = await readFile(at('models', 'shop', '4', 'model-card.md'), 'utf8');
    expect(card).toContain('Model: a TensorFlow.js graph, trained elsewhere by');
    expect(card).not.toMatch(/frauds|genuine/);
    expect(await gavel('export', 'shop/4', '--format', 'tfjs', '--out', at('out'))).toMatchObject({ code: 0 });
    const exported = JSON.parse(await readFile(at('out', 'shop-4-tfjs', 'model.json'), 'utf8'));
    expect(exported).toMatchObject({ format: 'graph-model', weightsManifest: [{ paths: ['weights.bin'] }] });
    const onnx = await gavel('export', 'shop/4', '--out', at('out'));
    expect(onnx).toMatchObject({ code: 1, err: expect.stringContaining('take --format tfjs, which gives it as it came') });
  });

  it('refuses a graph model with a shard that is not there, one without values for what is missing, and the model itself', async () => {
    const told = features.map((feature) => ({ ...feature, whenMissing: { value: 0, indicator: false } }));
    const model = await readFile(join(FIXTURES, 'graph', 'model.json'), 'utf8');
    await writeFile(at('absent.json'), model.replace('group1-shard2of2.bin', 'absent.bin'));
    await writeFile(at('above.json'), model.replace('group1-shard2of2.bin', '../absent.bin'));
    await writeFile(at('few.json'), model.replace('"group1-shard1of2.bin",', ''));
    const err = async (change: Record<string, unknown>): Promise<string> =>
      (await gavel('publish', await describeModel({ version: '9', features: told, ...change }))).err;
    expect(await err({ file: 'absent.json' })).toContain('absent.bin cannot be read: ENOENT');
    expect(await err({ file: 'above.json' })).toContain('paths/1: the name of a file beside model.json');
    expect(await err({ file: 'few.json' })).toContain('its weights have 204 bytes; model.json describes 460');
    expect(await err({ file: 'absent.json', features })).toContain('say what stands for a missing amount');
    expect((await gavel('publish', at('absent.json'))).err).toContain('is a TensorFlow.js model itself');
  });

  it('refuses a SavedModel that is off before TensorFlow is asked for, and the SavedModel itself', async () => {
    await cp(join(FIXTURES, 'saved-model'), at('saved'), { recursive: true });
    const told = features.map((feature) => ({ ...feature, whenMissing: { value: 0, indicator: false } }));
    const publish = async (change: Record<string, unknown>): Promise<string> =>
      (await gavel('publish', await describeModel({ version: '9', features: told, file: 'saved', ...change }))).err;
    expect(await publish({ features: told.slice(1) })).toContain(
      "takes rows (float32 [free, 8]); the artifact's inputs make float32 [rows, 7]",
    );
    expect(await publish({ score: { output: 'classes' } })).toContain('the output classes (int64 [free]) is no score');
    expect(await publish({ features })).toContain('say what stands for a missing amount');
    expect(await publish({ file: 'lightgbm.h5' })).toContain('lightgbm.h5 cannot be read: ENOENT');
    expect(await publish({ file: 'rows.csv' })).toContain(
      'rows.csv is neither an .onnx file, nor a TensorFlow.js model.json, nor the folder',
    );
    expect(await publish({ file: '..' })).toContain(
      "/file: the name of an .onnx file, of a TensorFlow.js model.json or of a SavedModel's folder",
    );
    expect((await gavel('publish', at('saved'))).err).toContain('saved is a SavedModel itself: publish the JSON file that describes it');
    await rm(at('saved', 'variables'), { recursive: true });
    expect(await publish({})).toContain('reads the variable Variable_6, of which no numbers are loaded');
    await rm(at('saved', 'saved_model.pb'));
    expect(await publish({})).toMatch(/saved_model\.pb cannot be read: ENOENT/);
  });

  it.each<[string, Record<string, unknown>, string, number]>([
    ['scores that are maps', { file: 'zipmap.onnx' }, 'export it without ZipMap: convert_lightgbm(model, zipmap=False', 1],
    ['a floor without figures', { floor: { auc: 0.9 } }, 'it declares a floor, and there are no figures to hold against it', 1],
    [
      'figures below the floor',
      { floor: { auc: 0.9 }, figures: { rows: 9, frauds: 1, auc: 0.8, averagePrecision: 0.1, calibrationError: 0 } },
      'AUC is 0.8000; its floor is 0.9',
      1,
    ],
    [
      'fewer features than columns',
      { features: features.slice(1) },
      "takes rows (float32 [free, 8]); the artifact's inputs make float32 [rows, 7]",
      1,
    ],
    ['a fact that is two inputs', { features: [...features.slice(1), ...features.slice(1, 2)] }, 'stands in the features twice', 2],
    ['an output that is no probability', { score: { output: 'label' } }, 'the output label (int64', 1],
    ['a file that is not there', { file: 'absent.onnx' }, 'absent.onnx cannot be read: ENOENT', 2],
    [
      'a file elsewhere',
      { file: '../absent.onnx' },
      "/file: the name of an .onnx file, of a TensorFlow.js model.json or of a SavedModel's folder, in the same folder",
      2,
    ],
    ['a word that is not known', { colour: 'red' }, 'Unrecognized key: "colour"', 2],
  ])('refuses %s', async (_, change, message, exitCode) => {
    const { code, err } = await gavel('publish', await describeModel({ version: '9', ...change }));
    expect(err).toContain(message);
    expect(code).toBe(exitCode);
    expect((await readArtifact(at('models', 'shop', '9'))).ok).toBe(false);
  });

  it('refuses a model that reads what its flow does not have, or as what it is not', async () => {
    const place = await describeModel({
      version: '7',
      features: [{ fact: 'channel', kind: 'number' }, ...features.slice(1)],
    });
    const { code, err } = await gavel('publish', place, '--flow', 'card-fraud');
    expect(code).toBe(2);
    expect(err).toContain("input channel is a number, but the flow's channel is a string");
    expect(err).toContain('input shift: the flow has no such request field or feature');
  });

  it('refuses a table that lacks a feature, and a table for a version that has figures', async () => {
    await writeFile(at('few.csv'), 'fraud,at,customer,amount\n1,0,a,3\n0,1,b,4\n');
    const few = await gavel(
      'publish',
      await describeModel({ version: '9' }),
      '--data',
      at('few.csv'),
      '--label',
      'fraud',
      '--time',
      'at',
      '--group',
      'customer',
    );
    expect(few).toMatchObject({ code: 2, err: expect.stringContaining('there is no column hour, which the model reads') });
    const version = await gavel('publish', at('models', 'shop', '1'), '--data', at('few.csv'));
    expect(version).toMatchObject({ code: 2, err: expect.stringContaining('--data is for models from elsewhere') });
  });
});
