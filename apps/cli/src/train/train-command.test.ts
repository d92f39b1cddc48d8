import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openModels } from '@gavel/models';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandFailure } from '../command-failure.js';
import { registerTrain } from './train-command.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const FILES = ['artifact.json', 'model-card.md', 'model.json', 'weights.bin'];

const NETWORK = { hidden: [8, 4], dropout: 0.1, l2: 0.0001, learningRate: 0.01, batchSize: 64, epochs: 3, patience: 3, classWeight: 4 };

/** Small and full of fraud, so that seconds are enough to learn something. */
const PLAN = {
  flow: 'card-fraud',
  inputs: {
    some: [
      { fact: 'amountEurLog', kind: 'number', whenMissing: { value: 3, indicator: true } },
      { fact: 'channel', kind: 'category', categories: ['pos', 'ecommerce', 'transfer'], whenMissing: { indicator: false } },
      { fact: 'customerCountrySeen', kind: 'boolean', whenMissing: { value: 1, indicator: false } },
      { fact: 'cardCount1h', kind: 'number', transform: 'log1p', whenMissing: { value: 0, indicator: false } },
    ],
    wrong: [
      { fact: 'noSuchFact', kind: 'number', whenMissing: { value: 0, indicator: false } },
      { fact: 'channel', kind: 'number', whenMissing: { value: 0, indicator: false } },
    ],
  },
  versions: Object.fromEntries(
    [
      ['1', ['some']],
      ['faulty', ['some', 'wrong']],
      ['unknown-set', ['others']],
    ].map(([version, inputs]) => [
      version,
      {
        about: 'for a test',
        generator: { name: 'card-traffic', customers: 40, days: 20, startTime: '2025-01-06T00:00:00Z', fraudShare: 0.2 },
        split: { trainShare: 0.6, watchShare: 0.2, gapHours: 1 },
        inputs,
        recipe: { members: [{ family: 'network', share: 1, seeds: 1, options: NETWORK }], calibrator: 'platt' },
      },
    ]),
  ),
};

describe('gavel train', { timeout: 120_000 }, () => {
  let dir: string;
  let plan: string;

  async function train(version: string, ...more: string[]): Promise<string> {
    const lines: string[] = [];
    const terminal = { out: (text: string) => void lines.push(text), err: () => undefined, interactive: false };
    const program = new Command().exitOverride();
    registerTrain(program, {
      terminal,
      settings: () => ({ url: '', rulesDir: join(ROOT, 'rules'), modelsDir: '', dataDir: '' }),
      finish: () => undefined,
    });
    await program.parseAsync(['train', 'card-fraud', '--version', version, '--plan', plan, ...more], { from: 'user' });
    return lines.join('\n');
  }
  const folder = (out: string): string => join(dir, out, 'card-fraud', '1');

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gavel-train-'));
    plan = join(dir, 'training.json');
    await writeFile(plan, JSON.stringify(PLAN));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('publishes a version that the host takes, and says what its scores are worth', async () => {
    const said = await train('1', '--seed', '5', '--out', join(dir, 'a'));
    expect(said).toContain('average precision');
    expect(said).toContain('recall');
    expect((await readdir(folder('a'))).toSorted()).toEqual(FILES);
    const host = await openModels({ modelsDir: join(dir, 'a') });
    expect(host.versions()).toMatchObject([{ name: 'card-fraud', version: '1', state: 'ready', reasons: [] }]);
    await host.close();
  });

  it('makes the same files again by the same command, which the artifact names', async () => {
    await train('1', '--seed', '5', '--out', join(dir, 'b'));
    for (const file of FILES)
      expect(await readFile(join(folder('b'), file), 'base64')).toBe(await readFile(join(folder('a'), file), 'base64'));
    expect(JSON.parse(await readFile(join(folder('b'), 'artifact.json'), 'utf8'))).toMatchObject({
      createdBy: 'gavel train card-fraud --version 1 --seed 5',
      training: { generator: 'card-traffic', seed: 5, options: { customers: 40, days: 20 } },
    });
  });

  it('takes what the command says over what the plan says', async () => {
    await train('1', '--seed', '5', '--days', '15', '--epochs', '1', '--out', join(dir, 'c'));
    expect(JSON.parse(await readFile(join(folder('c'), 'artifact.json'), 'utf8'))).toMatchObject({
      createdBy: 'gavel train card-fraud --version 1 --seed 5 --days 15 --epochs 1',
      training: { options: { days: 15 }, epochsRun: 1 },
    });
  });

  it('makes a version that the plan does not list like the highest that it does, says so, and keeps the settings with it', async () => {
    const said = await train('12', '--seed', '5', '--epochs', '1', '--out', join(dir, 'e'));
    expect(said).toContain('Version 12 is not listed in the plan: it is made with the settings of version 1.');
    const artifact: unknown = JSON.parse(await readFile(join(dir, 'e', 'card-fraud', '12', 'artifact.json'), 'utf8'));
    expect(artifact).toMatchObject({
      version: '12',
      createdBy: 'gavel train card-fraud --version 12 --seed 5 --epochs 1',
      training: { options: { customers: 40, days: 20 }, recipe: { members: [{ options: { hidden: [8, 4] } }] } },
    });
  });

  it('does not train what is published already', async () => {
    await expect(train('1', '--out', join(dir, 'a'))).rejects.toThrow('is published already');
  });

  it('says before it trains that nothing can be written where it is told to', async () => {
    const file = join(dir, 'training.json');
    await expect(train('1', '--out', join(file, 'models'))).rejects.toThrow(
      /^Nothing can be written to .*: name another folder with --out/,
    );
    await expect(train('1', '--out', join(dir, 'f'), '--report', file)).rejects.toThrow('name another folder with --report');
    // Node's own recursive mkdir never comes back from there.
    await expect(train('1', '--out', '/proc/gavel')).rejects.toThrow('name another folder with --out');
  });

  it.each([
    [
      'faulty',
      "input noSuchFact: the flow has no such request field or feature\ninput channel is a number, but the flow's channel is a string",
    ],
    ['unknown-set', 'there is no input set others'],
  ])('refuses the version %s of its plan', async (version, message) => {
    const refused = train(version, '--out', join(dir, 'd'));
    await expect(refused).rejects.toThrow(CommandFailure);
    await expect(refused).rejects.toThrow(message);
  });

  it('shipped the versions that the plan describes, and they score as they were published', async () => {
    const host = await openModels({ modelsDir: join(ROOT, 'models') });
    expect(host.versions().map(({ name, version, state }) => `${name} ${version} ${state}`)).toEqual([
      'card-fraud 1 ready',
      'card-fraud 2 ready',
      'loan-application 1 ready',
    ]);
    await host.close();
  });
});
