import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Artifact, ModelInput } from '../artifact/artifact-schema.js';
import type { NetworkOptions } from '../artifact/recipe-schema.js';
import { calibrate } from '../artifact/calibrate.js';
import { RowEncoder } from '../artifact/row-encoder.js';
import type { ModelFiles } from '../training/trained-model.js';
import { fitScaler, scaleTable } from '../training/fit-scaler.js';
import { publishArtifact, type ArtifactDraft, type Published } from '../training/publish-artifact.js';
import { SeededRandom } from '../training/seeded-random.js';
import type { Table } from '../training/table.js';
import { trainNetwork } from '../training/train-network.js';

/** Inputs of every kind. */
export const SAMPLE_INPUTS: readonly ModelInput[] = [
  { fact: 'amount', kind: 'number', transform: 'log1p', whenMissing: { value: 0, indicator: true } },
  { fact: 'count', kind: 'number', whenMissing: { value: 0, indicator: false } },
  { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0, indicator: true } },
  { fact: 'channel', kind: 'category', categories: ['pos', 'web'], whenMissing: { indicator: true } },
];

export const SAMPLE_NETWORK: NetworkOptions = {
  hidden: [8, 4],
  dropout: 0.1,
  l2: 0,
  learningRate: 0.01,
  batchSize: 64,
  epochs: 3,
  patience: 3,
  classWeight: 3,
};

/** A row of facts, some of them missing. */
function sampleValues(random: SeededRandom): Record<string, string | number | boolean> {
  const values = {
    amount: Math.round(random.next() * 10_000),
    count: Math.floor(random.next() * 5),
    isNew: random.next() < 0.3,
    channel: ['pos', 'web', 'atm'][Math.floor(random.next() * 3)]!,
  };
  return Object.fromEntries(Object.entries(values).filter(() => random.next() < 0.9));
}

/** Facts that mean fraud when a new customer pays much, and their unscaled columns. */
export function sampleTable(
  rows: number,
  seed: number,
): { readonly table: Table; readonly values: readonly Record<string, string | number | boolean>[] } {
  const random = new SeededRandom(seed);
  const values = Array.from({ length: rows }, () => sampleValues(random));
  const encoder = new RowEncoder(SAMPLE_INPUTS);
  const { columns } = encoder;
  const table: Table = { columns, rows: new Float32Array(rows * columns), labels: new Uint8Array(rows) };
  values.forEach((row, index) => {
    encoder.encode(row, table.rows, index * columns);
    table.labels[index] = row['isNew'] === true && Number(row['amount'] ?? 0) > 3000 ? 1 : 0;
  });
  return { table, values };
}

/** A small model trained and published in its own temporary directory. */
export interface SampleModels {
  readonly modelsDir: string;
  /** Publishes another version; `change` alters what would be written. */
  readonly publish: (
    version: string,
    change?: (draft: ArtifactDraft) => ArtifactDraft,
    changeFiles?: (files: ModelFiles) => ModelFiles,
  ) => Promise<Published>;
  readonly golden: Artifact['goldenRows'];
  /** The network itself, for servers in its place: probabilities of encoded and scaled rows. */
  readonly predict: (rows: Float32Array, count: number) => Float32Array;
  readonly remove: () => Promise<void>;
}

/** Trains once; the versions published from it differ only in name, unless `change` says otherwise. */
export async function sampleModels(): Promise<SampleModels> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-models-'));
  const { table, values } = sampleTable(600, 1);
  const scaler = fitScaler(table);
  const scaled = scaleTable(scaler, table);
  const trained = await trainNetwork({ train: scaled, watch: scaled, options: SAMPLE_NETWORK, seed: 1 });
  const correction = { priorCorrection: { classWeight: SAMPLE_NETWORK.classWeight }, calibrator: { kind: 'none' } } as const;
  const probabilities = trained.predict(scaled);
  const golden = values.slice(0, 20).map((row, index) => ({ values: row, score: calibrate(probabilities[index]!, correction) }));
  const draft = { ...sampleDraft(), ...correction, scaler, goldenRows: golden };
  return {
    modelsDir,
    golden,
    predict: (rows, count) => trained.predict({ columns: rows.length / count, rows, labels: new Uint8Array(count) }),
    publish: (version, change = (same) => same, changeFiles = (same) => same) =>
      publishArtifact(modelsDir, change({ ...draft, version }), changeFiles(trained)),
    remove: () => rm(modelsDir, { recursive: true, force: true }),
  };
}

function sampleDraft(): Omit<ArtifactDraft, 'version' | 'scaler' | 'goldenRows' | 'priorCorrection' | 'calibrator'> {
  return {
    schemaVersion: 1,
    name: 'sample',
    createdBy: 'a test',
    format: 'tfjs-layers',
    inputs: [...SAMPLE_INPUTS],
    metrics: { rows: 600, frauds: 100, auc: 0.9, averagePrecision: 0.8, calibrationError: 0.01 },
    scoreProfile: Array.from({ length: 21 }, (_, step) => step / 20),
    training: {
      generator: 'sample',
      options: {},
      seed: 1,
      rows: 600,
      frauds: 100,
      sha256: '0'.repeat(64),
      network: SAMPLE_NETWORK,
      epochsRun: 3,
      backend: 'wasm',
    },
    libraries: { '@tensorflow/tfjs': '4.22.0' },
  };
}
