import { z } from 'zod';
import { calibratorSchema, floorSchema, metricsSchema, MODEL_NAME, MODEL_VERSION } from '../artifact/artifact-schema.js';
const name = z.string().min(1).max(200);
/** As the artifact has it; what a missing value becomes is `nan` in a column of numbers unless it is said otherwise. */
const numeric = z.strictObject({ value: z.union([z.number(), z.literal('nan')]), indicator: z.boolean() });
const featureSchema = z.discriminatedUnion('kind', [
    z.strictObject({
        fact: name,
        kind: z.literal('number'),
        transform: z.literal('log1p').exactOptional(),
        whenMissing: numeric.exactOptional(),
    }),
    z.strictObject({ fact: name, kind: z.literal('boolean'), whenMissing: numeric.exactOptional() }),
    z.strictObject({
        fact: name,
        kind: z.literal('category'),
        categories: z.array(z.string()).min(1).max(200),
        whenMissing: z.strictObject({ indicator: z.boolean() }).exactOptional(),
    }),
]);
const describedSchema = z.strictObject({
    model: z.string().regex(MODEL_NAME, 'lower-case letters, digits and dashes, a letter first, at most 40'),
    version: z.string().regex(MODEL_VERSION, 'letters, digits, dots, dashes and underscores, at most 40'),
    /** The ONNX file, or the `model.json` of a TensorFlow.js graph model, beside the description. */
    file: z.string().regex(/^[^/\\]+\.(onnx|json)$/, 'the name of an .onnx file, or of a TensorFlow.js model.json, in the same folder'),
    /** What trained and exported it, with versions. */
    madeBy: z.string().min(1).max(500),
    /** The features in the order of the model's columns; a category becomes a column for each name, and one for any other. */
    features: z.array(featureSchema).min(1).max(500),
    /** Where in the graph the score is, where that is not plain. */
    score: z
        .strictObject({
        input: name.exactOptional(),
        output: name.exactOptional(),
        column: z.int().min(0).max(999).exactOptional(),
        gives: z.enum(['probability', 'logit']).exactOptional(),
    })
        .exactOptional(),
    calibrator: calibratorSchema.exactOptional(),
    learntFrom: z.strictObject({ rows: z.int().min(0), frauds: z.int().min(0) }).exactOptional(),
    /** Measured where it was trained, on rows that nothing was fitted on; a table of rows given at publishing counts more. */
    figures: metricsSchema.exactOptional(),
    floor: floorSchema.exactOptional(),
});
/** What has to be said of a model that was trained elsewhere, so that it can be published: a small JSON file beside it. */
export const foreignDescriptionSchema = describedSchema.check((context) => {
    const { file, features } = context.value;
    if (file.endsWith('.onnx'))
        return;
    features.forEach((feature, place) => {
        if (feature.kind === 'category' || (feature.whenMissing !== undefined && feature.whenMissing.value !== 'nan'))
            return;
        context.issues.push({
            code: 'custom',
            input: feature,
            path: ['features', place, 'whenMissing'],
            message: `a graph model is given no NaN, which some activations make a number of: say what stands for a missing ${feature.fact}, such as { "value": 0, "indicator": false }`,
        });
    });
});
/** The inputs of the artifact. */
export function foreignInputs({ features }) {
    return features.map((feature) => feature.kind === 'category'
        ? { ...feature, whenMissing: feature.whenMissing ?? { indicator: false } }
        : { ...feature, whenMissing: feature.whenMissing ?? { value: 'nan', indicator: false } });
}
//# sourceMappingURL=foreign-description.js.map