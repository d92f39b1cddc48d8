import { z } from 'zod';
import { calibratorSchema, floorSchema, metricsSchema, MODEL_NAME, MODEL_VERSION, type ModelInput } from '../artifact/artifact-schema.js';

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
  /** The ONNX file, or the `model.json` of a TensorFlow.js graph model, or the folder of a SavedModel, beside the description. */
  file: z
    .string()
    .regex(
      /^(?!\.+$)[^/\\]{1,200}$/,
      "the name of an .onnx file, of a TensorFlow.js model.json or of a SavedModel's folder, in the same folder",
    ),
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
  features.forEach((feature, place) => {
    if (features.findIndex(({ fact }) => fact === feature.fact) === place) return;
    const message = `${feature.fact} stands in the features twice: a fact is one input`;
    context.issues.push({ code: 'custom', input: feature, path: ['features', place, 'fact'], message });
  });
  if (file.endsWith('.onnx')) return;
  features.forEach((feature, place) => {
    if (feature.kind === 'category' || (feature.whenMissing !== undefined && feature.whenMissing.value !== 'nan')) return;
    context.issues.push({
      code: 'custom',
      input: feature,
      path: ['features', place, 'whenMissing'],
      message: `a network is given no NaN, which some activations make a number of: say what stands for a missing ${feature.fact}, such as { "value": 0, "indicator": false }`,
    });
  });
});
export type ForeignDescription = z.infer<typeof foreignDescriptionSchema>;

/** The inputs of the artifact. */
export function foreignInputs({ features }: Pick<ForeignDescription, 'features'>): ModelInput[] {
  return features.map((feature) =>
    feature.kind === 'category'
      ? { ...feature, whenMissing: feature.whenMissing ?? { indicator: false } }
      : { ...feature, whenMissing: feature.whenMissing ?? { value: 'nan', indicator: false } },
  );
}
