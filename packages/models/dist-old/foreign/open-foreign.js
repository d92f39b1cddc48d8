import { decodeGraphFile, encodeGraphFile } from '../artifact/graph-file.js';
import { encodeOnnxFile } from '../artifact/onnx-file.js';
import { readGraph } from '../graph/read-graph.js';
import { findScore } from '../onnx/find-score.js';
import { readOnnxGraph } from '../onnx/read-onnx-graph.js';
import { loadGraphModel } from '../runtime/graph-model.js';
import { loadBackend } from '../runtime/load-backend.js';
import { loadOnnxModel } from '../runtime/onnx-model.js';
/** Opens a model that takes `columns` columns, graph models on WebAssembly; `declared` says where its score is. Rejects with the reason. */
export async function openForeign(given, columns, declared) {
    if (given.format === 'onnx') {
        const place = findScore(readOnnxGraph(given.onnx), columns, declared);
        const files = { modelJson: encodeOnnxFile({ format: 'onnx', ...place }), weights: given.onnx };
        return { files, model: await loadOnnxModel({ ...files, columns }) };
    }
    const file = decodeGraphFile(given.modelJson);
    const place = findScore(readGraph(file, given.weights, columns), columns, declared);
    const files = { modelJson: encodeGraphFile(file, place), weights: given.weights };
    return { files, model: await loadGraphModel((await loadBackend('wasm')).tf, { ...files, columns }) };
}
//# sourceMappingURL=open-foreign.js.map