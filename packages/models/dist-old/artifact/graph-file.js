import { z } from 'zod';
/** Files that the weights may be in. */
const MAX_SHARDS = 1000;
const MAX_NODES = 5000;
const MAX_INPUTS = 1000;
const name = z.string().min(1).max(500);
const shape = z.object({
    dim: z
        .array(z.object({ size: z.union([z.string(), z.number()]).optional() }))
        .max(8)
        .optional(),
});
const typed = z.object({ name, dtype: z.string().optional(), tensorShape: shape.optional() });
const node = z.object({
    name,
    op: name,
    input: z.array(name).max(MAX_INPUTS).optional(),
    attr: z.record(z.string(), z.unknown()).optional(),
});
const weight = z.object({
    name,
    shape: z.array(z.int().nonnegative()).max(8),
    dtype: z.enum(['float32', 'int32', 'bool'], { error: 'weights are float32, int32 or bool' }),
    quantization: z.undefined({ error: 'the weights are quantised, which is not read here: convert without --quantize_*' }).optional(),
});
const scoreSchema = z.strictObject({
    input: name,
    output: name,
    /** Of an output [rows, k] the column with the score; 0 for [rows] and [rows, 1]. */
    column: z.int().min(0).max(999),
    gives: z.enum(['probability', 'logit']),
});
const NO_TABLES = 'it has an initializer (tables of texts), which is not run here: give it numbers';
const graphFileSchema = z.object({
    format: z.literal('graph-model').optional(),
    generatedBy: z.string().nullish(),
    convertedBy: z.string().nullish(),
    signature: z.object({ inputs: z.record(name, typed).optional(), outputs: z.record(name, typed).optional() }).optional(),
    modelTopology: z.object({
        node: z.array(node).min(1).max(MAX_NODES),
        versions: z.object({ producer: z.number().optional(), minConsumer: z.number().optional() }).default({}),
    }),
    weightsManifest: z.array(z.object({
        paths: z.array(z.string().regex(/^(?!\.+$)[^/\\]{1,200}$/, 'the name of a file beside model.json')).max(MAX_SHARDS),
        weights: z.array(weight),
    })),
    modelInitializer: z
        .undefined({ error: NO_TABLES })
        .or(z.strictObject({}, { error: NO_TABLES }))
        .optional(),
    userDefinedMetadata: z.object({ score: scoreSchema.optional() }).optional(),
});
/** Reads `model.json`; throws with the place of the first fault. */
export function decodeGraphFile(modelJson) {
    const text = JSON.parse(new TextDecoder().decode(modelJson));
    if (isLayersModel(text))
        throw new Error('model.json is a TensorFlow.js layers model, not a graph model: convert it with --output_format=tfjs_graph_model');
    const parsed = graphFileSchema.safeParse(text);
    if (parsed.success)
        return parsed.data;
    const issue = parsed.error.issues[0];
    throw new Error(`model.json is no TensorFlow.js graph model: /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}`);
}
/** The files beside a converted `model.json` that hold its weights, in order. Throws where it is no graph model. */
export function graphShards(modelJson) {
    return decodeGraphFile(modelJson).weightsManifest.flatMap(({ paths }) => paths);
}
/** The bytes of `model.json` as it is published, with one file of weights and the place of the score. */
export function encodeGraphFile(file, score) {
    const weights = file.weightsManifest.flatMap((group) => group.weights);
    const published = {
        ...file,
        format: 'graph-model',
        weightsManifest: [{ paths: ['weights.bin'], weights }],
        userDefinedMetadata: { score },
    };
    return new TextEncoder().encode(`${JSON.stringify(published)}\n`);
}
function isLayersModel(text) {
    if (typeof text !== 'object' || text === null || !('modelTopology' in text))
        return false;
    const { modelTopology } = text;
    const isLayers = typeof modelTopology === 'object' && modelTopology !== null && ('model_config' in modelTopology || 'class_name' in modelTopology);
    return isLayers || ('format' in text && text.format === 'layers-model');
}
//# sourceMappingURL=graph-file.js.map