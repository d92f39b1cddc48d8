import { decodeGraphFile } from '../artifact/graph-file.js';
import { readGraph } from '../graph/read-graph.js';
import { unfuse } from '../graph/unfuse.js';
import { findScore } from '../onnx/find-score.js';
import { pickScores } from './pick-scores.js';
/** Rows of the trial at loading: one that is off in the number of rows is so with one of these. */
const TRIAL_ROWS = [1, 3];
/**
 * Parses a graph model out of verified bytes; throws unless it takes [rows, columns] and gives a score each where `model.json` says, and unless
 * the backend runs all of it.
 */
export async function loadGraphModel(tf, { modelJson, weights, columns }) {
    const file = unfuse(decodeGraphFile(modelJson));
    const graph = readGraph(file, weights, columns);
    const place = findScore(graph, columns, file.userDefinedMetadata?.score);
    const [input, output] = [graph.tensorOf.get(place.input) ?? place.input, graph.tensorOf.get(place.output) ?? place.output];
    const model = await built(tf, file, weights);
    const scores = async (rows, count) => {
        const given = tf.tidy(() => oneTensor(model.execute({ [input]: tf.tensor2d(rows, [count, columns]) }, output)).clone());
        return readScores(tf, given, count, place);
    };
    try {
        for (const count of TRIAL_ROWS)
            await scores(new Float32Array(count * columns), count);
    }
    catch (error) {
        model.dispose();
        throw new Error(`the backend ${tf.getBackend()} does not run the graph model: ${error instanceof Error ? error.message : String(error)}`, {
            cause: error,
        });
    }
    return { predict: scores, dispose: () => model.dispose() };
}
/** Of the file only what was checked goes in: no signature, no functions, no initializer. */
async function built(tf, { modelTopology, weightsManifest }, weights) {
    const weightSpecs = weightsManifest.flatMap((group) => group.weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })));
    const artifacts = {
        modelTopology: { node: modelTopology.node, versions: modelTopology.versions },
        weightSpecs,
        weightData: weights.slice().buffer,
    };
    return tf.loadGraphModel({ load: () => Promise.resolve(artifacts) });
}
function oneTensor(given) {
    if (!Array.isArray(given))
        return given;
    throw new Error('the graph gives more than one output');
}
/** Takes the tensor and disposes of it. WebGPU gives numbers later only; all others have them at once. */
async function readScores(tf, given, count, place) {
    try {
        const { shape, dtype } = given;
        if (dtype !== 'float32' || shape.length === 0 || shape.length > 2 || shape[0] !== count)
            throw new Error(`the output ${place.output} is ${dtype} [${shape.join(', ')}] for ${count} rows; a score is float32 [rows, k] or [rows]`);
        const data = tf.getBackend() === 'webgpu' ? await given.data() : given.dataSync();
        return pickScores(data, count, place);
    }
    finally {
        given.dispose();
    }
}
//# sourceMappingURL=graph-model.js.map