import { decodeBlend } from './blend-file.js';
/**
 * The networks of a version in TensorFlow.js's layers format (`tf.loadLayersModel`): scaled columns in, the network's own probability out. A blend
 * gives a folder for each network; a graph model goes out as it came (`tf.loadGraphModel`). What stands around them, from facts to columns and from probability to score, is in `pipeline.json`: a layers
 * model has no texts, no missing values and no calibrator. Throws where there is no network.
 */
export function exportTfjs({ artifact, modelJson, weights }) {
    const { format, name, version } = artifact;
    const members = format === 'blend' ? decodeBlend(modelJson, weights) : [{ format, share: 1, modelJson, weights }];
    const networks = members.filter(({ format: own }) => own === 'tfjs-layers' || own === 'tfjs-graph');
    if (networks.length === 0)
        throw new Error(`${name}/${version} is ${format === 'onnx' ? 'ONNX' : 'made of trees'}, which TensorFlow.js has no format for: take --format onnx`);
    const folders = networks.map((network, place) => ({ ...network, folder: networks.length === 1 ? '' : `network-${place + 1}/` }));
    const pipeline = pipelineText(artifact, folders.map(({ folder, share }) => ({ model: `${folder}model.json`, share })));
    return {
        files: [
            ...folders.flatMap((network) => [
                { path: `${network.folder}model.json`, bytes: network.modelJson },
                { path: `${network.folder}weights.bin`, bytes: network.weights },
            ]),
            { path: 'pipeline.json', bytes: new TextEncoder().encode(pipeline) },
        ],
        treesLeftOut: members.length - networks.length,
    };
}
const STEPS = [
    'inputs: each fact becomes its columns, in order: a number (log1p where it says so), a boolean as 0 or 1, a category as one column a name and one for any other; then, where whenMissing.indicator is true, 1 in a column of its own if the fact is missing',
    'scaler: (x − mean) / sd, held within ±clip, as float32: what the networks take',
    'networks: each gives a probability; of several the logits are averaged by their shares',
    'priorCorrection: from the logit the inverse of the focal loss, if there was one, and ln(classWeight) are taken',
    'calibrator: platt is the probability of slope · logit + intercept; isotonic goes straight between (logit, score) knots',
];
function pipelineText({ name, version, inputs, scaler, priorCorrection, calibrator }, networks) {
    const pipeline = { name, version, steps: STEPS, inputs, scaler, networks, priorCorrection, calibrator };
    return `${JSON.stringify(pipeline, undefined, 2)}\n`;
}
//# sourceMappingURL=export-tfjs.js.map