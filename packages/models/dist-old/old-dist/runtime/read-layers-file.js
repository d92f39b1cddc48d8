import { z } from 'zod';
const MAX_LAYERS = 200;
/** What the layers could ask for when they are built, before any weight is read: a file of a few bytes must not fill the memory. */
const MAX_BUILT_BYTES = 1024 ** 3;
const FLOAT_BYTES = 4;
/** Layers of a network over one row of columns. None but `Dense` has weights that grow with the product of two sizes. */
const KNOWN_LAYERS = new Set([
    'InputLayer',
    'Dense',
    'Dropout',
    'AlphaDropout',
    'GaussianDropout',
    'GaussianNoise',
    'Activation',
    'ReLU',
    'LeakyReLU',
    'ELU',
    'PReLU',
    'ThresholdedReLU',
    'Softmax',
    'BatchNormalization',
    'LayerNormalization',
    'Add',
    'Multiply',
    'Average',
    'Maximum',
    'Minimum',
    'Concatenate',
]);
const CONTAINERS = new Set(['Sequential', 'Model', 'Functional']);
const layerSchema = z.object({
    class_name: z.string(),
    config: z.object({
        name: z.string().optional(),
        units: z.int().positive().optional(),
        batch_input_shape: z.array(z.int().nullable()).optional(),
        batchInputShape: z.array(z.int().nullable()).optional(),
        get layers() {
            return z.array(layerSchema).optional();
        },
    }),
});
const fileSchema = z.object({
    modelTopology: z.union([layerSchema, z.object({ model_config: layerSchema })]),
    weightsManifest: z.array(z.object({
        weights: z.array(z.object({
            name: z.string(),
            shape: z.array(z.int().nonnegative()).max(8),
            dtype: z.literal('float32'),
            quantization: z.undefined().optional(),
        })),
    })),
});
/**
 * Reads `model.json` and makes sure, before anything is built, that the layers are known ones, that what they would ask for is in bounds,
 * and that `weights.bin` holds what they need. Throws with the reason.
 */
export function readLayersFile(modelJson, weights, columns) {
    const text = JSON.parse(new TextDecoder().decode(modelJson));
    const parsed = fileSchema.safeParse(text);
    if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new Error(`model.json is no TensorFlow.js layers model: /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}`);
    }
    const { modelTopology, weightsManifest } = parsed.data;
    const specs = weightsManifest.flatMap((group) => group.weights);
    const layers = layersOf('model_config' in modelTopology ? modelTopology.model_config : modelTopology);
    checkLayers(layers, specs, columns);
    const described = specs.reduce((sum, { shape }) => sum + FLOAT_BYTES * shape.reduce((size, part) => size * part, 1), 0);
    if (described !== weights.byteLength)
        throw new Error(`weights.bin has ${weights.byteLength} bytes; model.json describes ${described}`);
    // The whole topology, as it was written: what the check does not look at, TensorFlow.js may.
    return { modelTopology: topologyOf(text), weightSpecs: specs.map(({ name, shape, dtype }) => ({ name, shape, dtype })) };
}
function topologyOf(text) {
    const topology = typeof text === 'object' && text !== null && 'modelTopology' in text ? text.modelTopology : undefined;
    if (typeof topology === 'object' && topology !== null)
        return topology;
    throw new Error('model.json has no topology');
}
function layersOf(model) {
    const inner = CONTAINERS.has(model.class_name) ? (model.config.layers ?? []) : undefined;
    return inner === undefined ? [model] : inner.flatMap(layersOf);
}
function checkLayers(layers, specs, columns) {
    if (layers.length > MAX_LAYERS)
        throw new Error(`the network has ${layers.length} layers; at most ${MAX_LAYERS} are built`);
    const strange = layers.find(({ class_name: kind }) => !KNOWN_LAYERS.has(kind));
    if (strange !== undefined)
        throw new Error(`the network has a layer ${strange.class_name}; known are ${[...KNOWN_LAYERS].join(', ')}`);
    for (const { config } of layers) {
        const shape = config.batch_input_shape ?? config.batchInputShape;
        if (shape !== undefined && (shape.length !== 2 || shape[1] !== columns))
            throw new Error(`the network takes [${shape.map((size) => size ?? 'rows').join(', ')}]; the artifact's inputs make [rows, ${columns}]`);
    }
    const dense = layers.filter(({ class_name: kind }) => kind === 'Dense');
    for (const { config } of dense) {
        const kernel = specs.find(({ name }) => name === `${config.name ?? ''}/kernel` || name.endsWith(`/${config.name ?? ''}/kernel`));
        if (kernel?.shape.at(-1) !== config.units)
            throw new Error(`the layer ${config.name ?? ''} has ${config.units ?? 'no'} units; its kernel is [${(kernel?.shape ?? []).join(', ')}]`);
    }
    const units = dense.map(({ config }) => config.units ?? 0);
    const joined = layers.some(({ class_name: kind }) => kind === 'Concatenate');
    const widest = joined ? units.reduce((sum, size) => sum + size, columns) : Math.max(columns, ...units);
    const bytes = units.reduce((sum, size) => sum + size * widest * FLOAT_BYTES, 0);
    if (bytes > MAX_BUILT_BYTES)
        throw new Error(`the network could take ${bytes} bytes when it is built; at most ${MAX_BUILT_BYTES} are given`);
}
//# sourceMappingURL=read-layers-file.js.map