import { calibrate } from '../artifact/calibrate.js';
import { columnCount } from '../artifact/encode-row.js';
import { readArtifact } from '../artifact/read-artifact.js';
import { loadBackend } from '../runtime/load-backend.js';
import { loadOnnxModel } from '../runtime/onnx-model.js';
import { loadScoringModel } from '../runtime/scoring-model.js';
import { encodeTable } from '../training/encode-table.js';
import { scaleTable } from '../training/fit-scaler.js';
import { encodeScaled, GOLDEN_TOLERANCE } from './bring-up.js';
/** Rows scored in one go. */
const BATCH_ROWS = 4096;
/** Opens the folder `<models>/<name>/<version>`, on the WASM backend unless it is ONNX. Loads what computes into this process. Never rejects. */
export async function openVersion(folder) {
    const read = await readArtifact(folder);
    if (!read.ok)
        return read;
    const { artifact, modelJson, weights } = read.value;
    try {
        const message = { format: artifact.format, modelJson, weights, columns: columnCount(artifact.inputs) };
        const model = artifact.format === 'onnx' ? await loadOnnxModel(message) : await loadScoringModel((await loadBackend('wasm')).tf, message);
        const reasons = await goldenFaults(read.value, model);
        if (reasons.length > 0)
            return { ok: false, reasons };
        return { ok: true, value: { verified: read.value, score: tableScorer(model, artifact), close: () => model.dispose() } };
    }
    catch (error) {
        return { ok: false, reasons: [error instanceof Error ? error.message : String(error)] };
    }
}
/** Scores rows of a feature table by the very steps of serving. */
export function tableScorer(model, around) {
    return (table, rows) => scoreColumns(model, scaleTable(around.scaler, encodeTable(table, rows, around.inputs)).rows, around);
}
/** Calibrated scores of encoded and scaled rows. */
export async function scoreColumns(model, rows, around) {
    const columns = columnCount(around.inputs);
    const scores = new Float64Array(rows.length / columns);
    for (let from = 0; from < scores.length; from += BATCH_ROWS) {
        const to = Math.min(scores.length, from + BATCH_ROWS);
        const part = await model.predict(rows.slice(from * columns, to * columns), to - from);
        part.forEach((probability, place) => (scores[from + place] = calibrate(probability, around)));
    }
    return scores;
}
async function goldenFaults({ artifact }, model) {
    const columns = columnCount(artifact.inputs);
    const rows = new Float32Array(artifact.goldenRows.length * columns);
    artifact.goldenRows.forEach(({ values }, place) => rows.set(encodeScaled(artifact, values), place * columns));
    const scores = await scoreColumns(model, rows, artifact);
    return artifact.goldenRows.flatMap(({ score }, place) => {
        const found = scores[place] ?? Number.NaN;
        return Math.abs(found - score) <= GOLDEN_TOLERANCE ? [] : [`golden row ${place} scores ${found} instead of ${score}`];
    });
}
//# sourceMappingURL=open-version.js.map