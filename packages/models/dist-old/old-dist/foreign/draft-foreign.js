import { columnCount } from '../artifact/encode-row.js';
import { encodeScaled } from '../host/bring-up.js';
import { scoreColumns, tableScorer } from '../host/open-version.js';
import { encodeTable } from '../training/encode-table.js';
import { fitScaler } from '../training/fit-scaler.js';
import { chooseGoldenRows } from '../training/choose-golden-rows.js';
import { measure } from '../training/measure.js';
import { featureProfile, quantilesOf } from '../training/profile.js';
import { trainingReference, typicalRows } from '../training/training-reference.js';
import { drawTable } from './draw-table.js';
import { foreignInputs } from './foreign-description.js';
import { openForeign } from './open-foreign.js';
/** Rows that golden ones are chosen from where there is no table. */
const DRAWN_ROWS = 500;
/** Models from elsewhere scale for themselves: only what float32 cannot hold is cut. */
const LARGEST_FLOAT = 3.402_823_466_385_288_6e38;
/**
 * Makes an artifact of a model from elsewhere: golden rows are scored by the model itself. A table also gives its figures, the reference that drift is
 * measured against and the background that scores are explained against. Rejects with the reason where the model cannot be served.
 */
export async function draftForeign(foreign) {
    const { description, exported } = foreign;
    const around = aroundOf(description);
    const { files, model } = await openForeign(exported, columnCount(around.inputs), description.score ?? {});
    try {
        await checkMissing(model, around);
        return { draft: await draftOf(foreign, model, around), files };
    }
    finally {
        model.dispose();
    }
}
function aroundOf(description) {
    const inputs = foreignInputs(description);
    const columns = columnCount(inputs);
    return {
        inputs,
        scaler: { mean: filled(columns, 0), sd: filled(columns, 1), clip: LARGEST_FLOAT },
        priorCorrection: { classWeight: 1 },
        calibrator: description.calibrator ?? { kind: 'none' },
    };
}
async function draftOf({ description, exported, table, createdBy }, model, around) {
    const { inputs } = around;
    const of = table ?? drawTable(inputs, DRAWN_ROWS);
    const rows = Uint32Array.from({ length: of.rows }, (_, row) => row);
    const scores = await tableScorer(model, around)(of, rows);
    checkScores(scores);
    const metrics = table !== undefined && hasBothLabels(table) ? measure(table, rows, scores) : description.figures;
    return {
        schemaVersion: 1,
        name: description.model,
        version: description.version,
        createdBy,
        format: exported.format,
        ...around,
        goldenRows: chooseGoldenRows(of, rows, scores, inputs),
        ...(metrics === undefined ? {} : { metrics }),
        ...(description.floor === undefined ? {} : { floor: description.floor }),
        ...(table === undefined ? {} : learntFromTable(table, scores, around)),
        origin: { madeBy: description.madeBy, ...description.learntFrom },
        libraries: {},
    };
}
function learntFromTable(table, scores, { inputs }) {
    const rows = Uint32Array.from({ length: table.rows }, (_, row) => row);
    return {
        scoreProfile: quantilesOf(scores),
        featureProfile: featureProfile(table, rows, inputs),
        reference: trainingReference(table, rows, inputs, scores),
        background: foreignBackground(table, rows, inputs),
    };
}
/** Which rows are typical is judged in scaled columns without NaN, whatever the model itself takes. */
function foreignBackground(table, rows, inputs) {
    const told = inputs.map((input) => input.kind === 'category' ? input : { ...input, whenMissing: { value: 0, indicator: true } });
    return typicalRows(table, rows, { inputs: told, scaler: fitScaler(encodeTable(table, rows, told)) });
}
/** A model that does not know NaN would give none where a fact is missing: that is said now, not by the first decision. */
async function checkMissing(model, around) {
    const whole = Object.fromEntries(around.inputs.map((input) => [input.fact, input.kind === 'number' ? 1 : input.kind === 'boolean' ? true : (input.categories[0] ?? '')]));
    const scoreOf = async (values) => (await scoreColumns(model, encodeScaled(around, values), around))[0] ?? Number.NaN;
    checkScores(Float64Array.of(await scoreOf(whole)));
    const silent = [];
    for (const { fact } of around.inputs)
        if (Number.isNaN(await scoreOf({ ...whole, [fact]: undefined })))
            silent.push(fact);
    if (silent.length > 0)
        throw new Error(`the model gives NaN where ${silent.join(', ')} ${silent.length === 1 ? 'is' : 'are'} missing: say in features what stands for it, such as "whenMissing": { "value": 0, "indicator": false }`);
}
function checkScores(scores) {
    const odd = scores.find((score) => !(score >= 0 && score <= 1));
    if (odd !== undefined)
        throw new Error(`the model gives ${odd}, which is no probability: declare score.output, score.column, or score.gives "logit"`);
}
function hasBothLabels({ labels }) {
    return labels.includes(0) && labels.includes(1);
}
function filled(count, value) {
    return Array.from({ length: count }, () => value);
}
//# sourceMappingURL=draft-foreign.js.map