import { readLayersFile } from './read-layers-file.js';
/** Parses a layers model out of verified bytes; throws unless it takes [rows, columns] and gives [rows, 1]. */
export async function loadLayersModel(tf, { modelJson, weights, columns }) {
    const { modelTopology, weightSpecs } = readLayersFile(modelJson, weights, columns);
    const weightData = weights.slice().buffer;
    // Some activations hide a NaN: the network would score, and wrongly.
    if (!new Float32Array(weightData).every(Number.isFinite))
        throw new Error('weights.bin holds values that are no numbers');
    const model = await tf.loadLayersModel({ load: () => Promise.resolve({ modelTopology, weightSpecs, weightData }) });
    const [input, output] = [model.inputs[0]?.shape, model.outputs[0]?.shape];
    const fits = model.inputs.length === 1 &&
        model.outputs.length === 1 &&
        input?.length === 2 &&
        input[1] === columns &&
        output?.length === 2 &&
        output[1] === 1;
    if (fits)
        return model;
    model.dispose();
    throw new Error(`the network takes ${shapeText(input)} and gives ${shapeText(output)}; the artifact's inputs make [rows, ${columns}] and a score is [rows, 1]`);
}
/** The network's probabilities of `count` rows. Leaves no tensor behind. `apply` costs half of what `predictOnBatch` does for one row. */
export function predictRows(tf, model, rows, count) {
    return tf.tidy(() => {
        const output = model.apply(tf.tensor2d(rows, [count, rows.length / count]));
        if (!(output instanceof tf.Tensor))
            throw new Error('the network gives more than one output');
        return Float32Array.from(output.dataSync());
    });
}
/** As `predictRows`, for backends that give numbers later only: WebGPU. */
export async function predictRowsLater(tf, model, rows, count) {
    const output = tf.tidy(() => {
        const given = model.apply(tf.tensor2d(rows, [count, rows.length / count]));
        if (!(given instanceof tf.Tensor))
            throw new Error('the network gives more than one output');
        return given;
    });
    try {
        return Float32Array.from(await output.data());
    }
    finally {
        output.dispose();
    }
}
function shapeText(shape) {
    return `[${(shape ?? []).map((size) => size ?? 'rows').join(', ')}]`;
}
//# sourceMappingURL=layers-model.js.map