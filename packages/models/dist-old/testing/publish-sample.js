import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calibrate } from '../artifact/calibrate.js';
import { columnCount, encodeRow } from '../artifact/encode-row.js';
import { fitScaler, scaleTable } from '../training/fit-scaler.js';
import { publishArtifact } from '../training/publish-artifact.js';
import { SeededRandom } from '../training/seeded-random.js';
import { trainNetwork } from '../training/train-network.js';
/** Inputs of every kind. */
export const SAMPLE_INPUTS = [
    { fact: 'amount', kind: 'number', transform: 'log1p', whenMissing: { value: 0, indicator: true } },
    { fact: 'count', kind: 'number', whenMissing: { value: 0, indicator: false } },
    { fact: 'isNew', kind: 'boolean', whenMissing: { value: 0, indicator: true } },
    { fact: 'channel', kind: 'category', categories: ['pos', 'web'], whenMissing: { indicator: true } },
];
export const SAMPLE_NETWORK = {
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
function sampleValues(random) {
    const values = {
        amount: Math.round(random.next() * 10_000),
        count: Math.floor(random.next() * 5),
        isNew: random.next() < 0.3,
        channel: ['pos', 'web', 'atm'][Math.floor(random.next() * 3)],
    };
    return Object.fromEntries(Object.entries(values).filter(() => random.next() < 0.9));
}
/** Facts that mean fraud when a new customer pays much, and their unscaled columns. */
export function sampleTable(rows, seed) {
    const random = new SeededRandom(seed);
    const values = Array.from({ length: rows }, () => sampleValues(random));
    const columns = columnCount(SAMPLE_INPUTS);
    const table = { columns, rows: new Float32Array(rows * columns), labels: new Uint8Array(rows) };
    values.forEach((row, index) => {
        encodeRow(SAMPLE_INPUTS, row, table.rows, index * columns);
        table.labels[index] = row['isNew'] === true && Number(row['amount'] ?? 0) > 3000 ? 1 : 0;
    });
    return { table, values };
}
/** Trains once; the versions published from it differ only in name, unless `change` says otherwise. */
export async function sampleModels() {
    const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-models-'));
    const { table, values } = sampleTable(600, 1);
    const scaler = fitScaler(table);
    const scaled = scaleTable(scaler, table);
    const trained = await trainNetwork({ train: scaled, watch: scaled, options: SAMPLE_NETWORK, seed: 1 });
    const correction = { priorCorrection: { classWeight: SAMPLE_NETWORK.classWeight }, calibrator: { kind: 'none' } };
    const probabilities = trained.predict(scaled);
    const golden = values.slice(0, 20).map((row, index) => ({ values: row, score: calibrate(probabilities[index], correction) }));
    const draft = { ...sampleDraft(), ...correction, scaler, goldenRows: golden };
    return {
        modelsDir,
        golden,
        predict: (rows, count) => trained.predict({ columns: rows.length / count, rows, labels: new Uint8Array(count) }),
        publish: (version, change = (same) => same, changeFiles = (same) => same) => publishArtifact(modelsDir, change({ ...draft, version }), changeFiles(trained)),
        remove: () => rm(modelsDir, { recursive: true, force: true }),
    };
}
function sampleDraft() {
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
//# sourceMappingURL=publish-sample.js.map