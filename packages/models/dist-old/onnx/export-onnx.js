import { columnCount } from '../artifact/encode-row.js';
import { addCalibration } from './calibration-nodes.js';
import { addEncoding } from './encoding-nodes.js';
import { addModel } from './model-nodes.js';
import { OnnxBuilder } from './onnx-builder.js';
/**
 * A version as one ONNX file (opset 17, ai.onnx.ml 3): facts in, the served score out, with all that is between. Every fact is an input
 * [rows, 1] of its own name: a number or a boolean (0 or 1) as float64 with NaN for missing, a category as a string with '' for missing. The
 * output `score` is float32 [rows, 1]. Throws where part of a model cannot be said in ONNX. A version that came as ONNX is given as it came:
 * its encoded columns in, its own output out.
 */
export function exportOnnx({ artifact, modelJson, weights }) {
    if (artifact.format === 'onnx')
        return weights;
    const graph = new OnnxBuilder();
    const rows = addEncoding(graph, artifact);
    const probability = addModel(graph, rows, { format: artifact.format, modelJson, weights, columns: columnCount(artifact.inputs) });
    const score = graph.cast(addCalibration(graph, probability, artifact), 'float32');
    return graph.finish(score, { name: `${artifact.name}-${artifact.version}`, about: aboutText(artifact) });
}
/** The model alone: scaled columns as the input `rows`, float32 [rows, columns], in; its own probability out. */
export function exportOnnxModel(model) {
    const graph = new OnnxBuilder();
    const rows = graph.input('rows', 'float32', model.columns);
    return graph.finish(addModel(graph, rows, model), { name: 'model', about: 'scaled columns in, the model’s own probability out' });
}
function aboutText({ name, version, inputs }) {
    const inputText = inputs.map(({ fact, kind }) => `${fact} (${kind})`).join(', ');
    return `${name} ${version}, exported by Gavel. Facts in, each [rows, 1]; NaN and '' are missing: ${inputText}. The score that Gavel serves out.`;
}
//# sourceMappingURL=export-onnx.js.map