import { decodeBlend } from '../artifact/blend-file.js';
import { logit, sigmoid } from '../artifact/logit.js';
import { decodeTrees } from '../artifact/tree-file.js';
import { treesLogit } from '../artifact/tree-ensemble.js';
import { loadGraphModel } from './graph-model.js';
import { loadLayersModel, predictRows, predictRowsLater } from './layers-model.js';
import { loadOnnxModel } from './onnx-model.js';
/** Parses a model out of verified bytes; throws unless it takes [rows, columns] and gives a probability each. */
export async function loadScoringModel(tf, message) {
    if (message.format === 'onnx')
        return loadOnnxModel(message);
    if (message.format === 'tfjs-graph')
        return loadGraphModel(tf, message);
    if (message.format === 'trees')
        return loadTrees(message);
    if (message.format === 'blend')
        return loadBlend(tf, message);
    const model = await loadLayersModel(tf, message);
    const predict = tf.getBackend() === 'webgpu' ? predictRowsLater : predictRows;
    return { predict: (rows, count) => predict(tf, model, rows, count), dispose: () => model.dispose() };
}
function loadTrees({ modelJson, weights, columns }) {
    const ensemble = decodeTrees(modelJson, weights);
    if (ensemble.columns !== columns)
        throw new Error(`the trees take ${ensemble.columns} columns; the artifact's inputs make ${columns}`);
    return {
        predict: (rows, count) => Float32Array.from({ length: count }, (_, row) => sigmoid(treesLogit(ensemble, rows, row * columns))),
        dispose: () => undefined,
    };
}
async function loadBlend(tf, message) {
    const members = decodeBlend(message.modelJson, message.weights);
    const loaded = [];
    const dispose = () => loaded.forEach(({ model }) => model.dispose());
    try {
        for (const { share, ...member } of members)
            loaded.push({ share, model: await loadScoringModel(tf, { ...member, columns: message.columns }) });
    }
    catch (error) {
        dispose();
        throw error;
    }
    return {
        predict: (rows, count) => blendedWhenThere(loaded.map(({ share, model }) => ({ share, probabilities: model.predict(rows, count) }))),
        dispose,
    };
}
/** At once where every member answers at once. */
function blendedWhenThere(members) {
    const there = members.flatMap(({ share, probabilities }) => (probabilities instanceof Promise ? [] : [{ share, probabilities }]));
    if (there.length === members.length)
        return blended(there);
    return Promise.all(members.map(async ({ share, probabilities }) => ({ share, probabilities: await probabilities }))).then(blended);
}
/** The probability of the members' average logit. */
export function blended(members) {
    const count = members[0]?.probabilities.length ?? 0;
    return Float32Array.from({ length: count }, (_, row) => sigmoid(members.reduce((sum, { share, probabilities }) => sum + share * logit(probabilities[row] ?? Number.NaN), 0)));
}
//# sourceMappingURL=scoring-model.js.map