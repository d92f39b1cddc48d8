import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModels } from '../host/open-models.js';
import { openVersion } from '../host/open-version.js';
import type { Recipe, RecipeMember } from '../artifact/recipe-schema.js';
import { chooseGoldenRows } from './choose-golden-rows.js';
import type { FeatureTable } from './feature-table.js';
import { fitInputs } from './fit-inputs.js';
import { fitModel, type FittedModel } from './fit-model.js';
import { measure } from './measure.js';
import { featureProfile, quantilesOf } from './profile.js';
import { publishArtifact, type ArtifactDraft } from './publish-artifact.js';
import { SeededRandom } from './seeded-random.js';

const NETWORK = { hidden: [8], dropout: 0.1, l2: 0, learningRate: 0.02, batchSize: 64, epochs: 4, patience: 4, classWeight: 1 };
const TREES = {
  trees: 10,
  patience: 10,
  learningRate: 0.3,
  maxDepth: 3,
  minHessian: 0.1,
  l2: 1,
  rowShare: 0.8,
  columnShare: 1,
  classWeight: 1,
};
const network: RecipeMember = { family: 'network', share: 1, seeds: 1, options: NETWORK };
const trees: RecipeMember = { family: 'trees', share: 1, seeds: 1, options: TREES };
const logistic: RecipeMember = { family: 'logistic', share: 1, seeds: 1, options: { l2: 1, classWeight: 1 } };

/** A number with gaps, a boolean and a category that together mean fraud. */
function drawTable(rows: number): FeatureTable {
  const random = new SeededRandom(3);
  const of = (draw: () => number): Float64Array => Float64Array.from({ length: rows }, draw);
  const amount = of(() => (random.next() < 0.1 ? Number.NaN : random.next() * 100));
  const isNew = of(() => (random.next() < 0.4 ? 1 : 0));
  const channel = of(() => Math.floor(random.next() * 3));
  return {
    rows,
    columns: new Map([
      ['amount', { kind: 'number', values: amount }],
      ['isNew', { kind: 'boolean', values: isNew }],
      ['channel', { kind: 'category', values: channel, names: ['pos', 'web', 'atm'] }],
    ]),
    labels: Uint8Array.from(amount, (value, row) => (value > 60 && isNew[row] === 1 && channel[row] !== 0 ? 1 : 0)),
    timesMs: Float64Array.from(amount, (_, row) => row * 60_000),
    groups: Float64Array.from(amount, (_, row) => row % 50),
  };
}

const table = drawTable(2000);
const range = (from: number, to: number): Uint32Array => Uint32Array.from({ length: to - from }, (_, place) => from + place);
const slices = { learn: range(0, 800), watch: range(800, 1200), refit: range(400, 1200) };
const heldOut = range(1200, 2000);
const inputs = fitInputs(table, slices.refit);

function fit(members: readonly RecipeMember[], calibrator: Recipe['calibrator'] = 'auto', seed = 1): Promise<FittedModel> {
  return fitModel({ table, slices, inputs, recipe: { members: [...members], calibrator }, seed });
}

function draftOf(version: string, fitted: FittedModel): ArtifactDraft {
  const scores = fitted.score(table, heldOut);
  return {
    schemaVersion: 1,
    name: 'sample',
    version,
    createdBy: 'a test',
    format: fitted.model.format,
    inputs: [...inputs],
    scaler: fitted.scaler,
    priorCorrection: fitted.priorCorrection,
    calibrator: fitted.calibrator,
    goldenRows: chooseGoldenRows(table, heldOut, scores, inputs),
    metrics: measure(table, heldOut, scores),
    scoreProfile: quantilesOf(scores),
    featureProfile: featureProfile(table, heldOut, inputs),
    training: {
      generator: 'table',
      options: {},
      seed: 1,
      rows: fitted.learnt.labels.length,
      frauds: 1,
      sha256: '0'.repeat(64),
      epochsRun: fitted.model.rounds,
      backend: fitted.model.backend,
    },
    libraries: fitted.model.libraries,
  };
}

describe('fitInputs', () => {
  it('takes medians, gaps and categories from the rows learnt from alone', () => {
    expect(inputs).toEqual([
      { fact: 'amount', kind: 'number', whenMissing: { value: expect.closeTo(50, -1), indicator: true } },
      { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0, indicator: false } },
      { fact: 'channel', kind: 'category', categories: ['atm', 'pos', 'web'], whenMissing: { indicator: false } },
    ]);
  });
});

describe('fitModel', { timeout: 60_000 }, () => {
  it('refits on what is nearer, by the rounds that the rehearsal found', async () => {
    const fitted = await fit([trees]);
    expect(fitted.learnt.labels).toHaveLength(800);
    expect(measure(table, heldOut, fitted.score(table, heldOut)).auc).toBeGreaterThan(0.98);
  });

  it('gives the same files for the same request', async () => {
    const [one, again] = [
      await fit([
        { ...network, share: 0.5 },
        { ...trees, share: 0.5 },
      ]),
      await fit([
        { ...network, share: 0.5 },
        { ...trees, share: 0.5 },
      ]),
    ];
    expect(Buffer.compare(one.model.weights, again.model.weights)).toBe(0);
    expect(one.calibrator).toEqual(again.calibrator);
  });

  it('undoes weights and sampling: the mean score stays the share of fraud', async () => {
    const options = { ...NETWORK, classWeight: 5, genuineShare: 0.5 };
    const fitted = await fit([{ ...network, options }], 'none');
    expect(fitted.priorCorrection).toEqual({ classWeight: 10 });
    const scores = fitted.score(table, heldOut);
    const share = heldOut.reduce((sum, row) => sum + table.labels[row]!, 0) / heldOut.length;
    expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) / scores.length - share)).toBeLessThan(0.06);
  });

  it('refuses to blend what weighs frauds differently, and shares that are not 1', async () => {
    await expect(
      fit([
        { ...network, share: 0.5, options: { ...NETWORK, classWeight: 2 } },
        { ...trees, share: 0.5 },
      ]),
    ).rejects.toThrow('alike');
    await expect(fit([{ ...trees, share: 0.5 }])).rejects.toThrow('add up to 0.5');
  });

  it('refuses to learn without a fraud, or with nothing else', async () => {
    const recipe: Recipe = { members: [logistic], calibrator: 'auto' };
    for (const [label, message] of [
      [0, 'no fraud'],
      [1, 'nothing but fraud'],
    ] as const)
      await expect(
        fitModel({ table: { ...table, labels: new Uint8Array(2000).fill(label) }, slices, inputs, recipe, seed: 1 }),
      ).rejects.toThrow(message);
  });
});

describe('a published version of any family', () => {
  let dir: string;
  beforeAll(async () => (dir = await mkdtemp(join(tmpdir(), 'gavel-fit-'))));
  afterAll(() => rm(dir, { recursive: true }));

  it('is served as it was measured, and has a card under its digest', { timeout: 120_000 }, async () => {
    const recipes = {
      logistic: [logistic],
      network: [network],
      trees: [trees],
      blend: [
        { ...network, share: 0.5 },
        { ...trees, share: 0.5, seeds: 2 },
      ],
    };
    const fitted = new Map<string, FittedModel>();
    for (const [version, members] of Object.entries(recipes)) {
      fitted.set(version, await fit(members));
      await publishArtifact(dir, draftOf(version, fitted.get(version)!), fitted.get(version)!.model);
    }
    const host = await openModels({ modelsDir: dir });
    expect(host.versions().map(({ version, state, reasons }) => [version, state, reasons])).toEqual(
      Object.keys(recipes)
        .toSorted()
        .map((version) => [version, 'ready', []]),
    );
    await host.close();
    for (const [version, model] of fitted) {
      const opened = await openVersion(join(dir, 'sample', version));
      if (!opened.ok) throw new Error(opened.reasons.join());
      const [served, own] = [await opened.value.score(table, heldOut), model.score(table, heldOut)];
      served.forEach((score, row) => expect(score).toBeCloseTo(own[row]!, 5));
      opened.value.close();
    }
    await writeFile(join(dir, 'sample', 'trees', 'model-card.md'), 'better than it is');
    const altered = await openVersion(join(dir, 'sample', 'trees'));
    expect(altered).toMatchObject({ ok: false, reasons: [expect.stringContaining('model-card.md has SHA-256')] });
  });
});
