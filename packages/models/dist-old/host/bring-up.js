import { calibrate } from '../artifact/calibrate.js';
import { columnCount, encodeRow, scaleRow } from '../artifact/encode-row.js';
import { COALITION_ROWS } from './coalition-rows.js';
import { BATCH_SIZES } from './dispatcher.js';
/** How far a golden row's score may be from the one it was published with. */
export const GOLDEN_TOLERANCE = 1e-5;
/** One row of facts, encoded and scaled as the network was trained. */
export function encodeScaled({ inputs, scaler }, values) {
    const row = new Float32Array(scaler.mean.length);
    encodeRow(inputs, values, row);
    scaleRow(scaler, row);
    return row;
}
/** Parses the network in the worker. Rejects with the reason when it cannot be had. */
export async function loadIntoWorker(dispatcher, key, verified) {
    const { artifact, modelJson, weights } = verified;
    await dispatcher.do((worker) => worker.load({ key, format: artifact.format, modelJson, weights, columns: columnCount(artifact.inputs) }));
}
/** Runs every batch size once, then the golden rows, as traffic would be scored. Rejects when one of them is off. */
export async function warm(dispatcher, key, { artifact }) {
    const columns = columnCount(artifact.inputs);
    for (const count of [...BATCH_SIZES, COALITION_ROWS]) {
        await dispatcher.do((worker) => worker.predict({ key, rows: new Float32Array(count * columns), count }));
    }
    await checkGoldenRows(dispatcher, key, artifact);
}
/** Scores the golden rows as traffic is scored. Rejects when one of them is off. */
export async function checkGoldenRows(dispatcher, key, artifact) {
    for (let from = 0; from < artifact.goldenRows.length; from += 16) {
        await checkSome(dispatcher, key, artifact, artifact.goldenRows.slice(from, from + 16));
    }
}
async function checkSome(dispatcher, key, artifact, golden) {
    const columns = columnCount(artifact.inputs);
    const rows = new Float32Array(golden.length * columns);
    golden.forEach(({ values }, index) => rows.set(encodeScaled(artifact, values), index * columns));
    const probabilities = await dispatcher.do((worker) => worker.predict({ key, rows, count: golden.length }));
    golden.forEach(({ score }, index) => {
        const found = calibrate(probabilities[index] ?? Number.NaN, artifact);
        if (Math.abs(found - score) <= GOLDEN_TOLERANCE)
            return;
        throw new Error(`a golden row scores ${found} instead of ${score}: on this backend the model is not the one that was published`);
    });
}
//# sourceMappingURL=bring-up.js.map