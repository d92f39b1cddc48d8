import { decodeOnnxFile } from '../artifact/onnx-file.js';
import { findScore } from '../onnx/find-score.js';
import { readOnnxGraph } from '../onnx/read-onnx-graph.js';
import { requireOnnxRuntime } from './load-onnxruntime.js';
import { pickScores } from './pick-scores.js';
/**
 * One thread: the process has an event loop to serve, and rows come in small batches. Nothing is logged: the runtime writes past the
 * service's log, and what it has to say it also throws.
 */
const OPTIONS = {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 4,
};
/** Parses an ONNX graph out of verified bytes; throws unless it takes [rows, columns] and gives a score each where `model.json` says. */
export async function loadOnnxModel({ modelJson, weights, columns, }) {
    const place = findScore(readOnnxGraph(weights), columns, decodeOnnxFile(modelJson));
    const { InferenceSession: Session, Tensor } = requireOnnxRuntime();
    const session = await Session.create(weights, OPTIONS);
    return {
        predict: async (rows, count) => {
            const results = await session.run({ [place.input]: new Tensor('float32', rows, [count, columns]) }, [place.output]);
            const data = results[place.output]?.data;
            if (!(data instanceof Float32Array))
                throw new Error(`the output ${place.output} is no float32 tensor`);
            return pickScores(data, count, place);
        },
        dispose: () => void session.release(),
    };
}
//# sourceMappingURL=onnx-model.js.map