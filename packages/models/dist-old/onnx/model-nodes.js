import { decodeBlend } from '../artifact/blend-file.js';
import { readDenseLayers } from '../artifact/dense-layers.js';
import { decodeTrees } from '../artifact/tree-file.js';
import { addLogit, addProbability } from './logit-nodes.js';
import { addTrees } from './tree-nodes.js';
/** The nodes of a model: scaled float32 rows in, its own probability [rows, 1] in float32 out. Throws where a layer has no such nodes. */
export function addModel(graph, rows, model) {
    if (model.format === 'onnx')
        throw new Error('the model is ONNX as it was published: there is nothing to be converted');
    if (model.format === 'tfjs-graph')
        throw new Error('a TensorFlow.js graph model is not converted: take --format tfjs, which gives it as it came');
    if (model.format === 'blend')
        return addBlend(graph, rows, model);
    if (model.format === 'tfjs-layers')
        return addNetwork(graph, rows, model);
    return addProbability(graph, addTrees(graph, rows, decodeTrees(model.modelJson, model.weights)));
}
function addBlend(graph, rows, { modelJson, weights, columns }) {
    const logits = decodeBlend(modelJson, weights).map(({ share, ...member }) => {
        const probability = graph.cast(addModel(graph, rows, { ...member, columns }), 'float64');
        return graph.node('Mul', [addLogit(graph, probability), graph.number(share)]);
    });
    return addProbability(graph, graph.node('Sum', logits));
}
const ACTIVATIONS = { relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' };
function addNetwork(graph, rows, { modelJson, weights, columns }) {
    const layers = readDenseLayers(modelJson, weights, columns);
    return layers.reduce((input, { inputs, units, kernel, bias, activation }, place) => {
        const out = graph.node('Gemm', [
            input,
            graph.constant({ type: 'float32', shape: [inputs, units], values: kernel }),
            graph.constant({ type: 'float32', shape: [units], values: bias }),
        ]);
        if (activation === 'sigmoid' && place === layers.length - 1)
            return addProbability(graph, out);
        if (activation === 'linear')
            return out;
        const operator = ACTIVATIONS[activation];
        if (operator === undefined)
            throw new Error(`the network has the activation ${activation}, which is not exported; relu, tanh, sigmoid and linear are`);
        return graph.node(operator, [out]);
    }, rows);
}
//# sourceMappingURL=model-nodes.js.map