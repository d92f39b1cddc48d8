import { referenceProfileSchema } from '@gavel/engine';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 hexadecimal digits');
const finite = z.number();

/** Names a model goes by: also the name of its folder. */
export const MODEL_NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** Versions of a model: also the name of the folder; a leading dot is left to folders still being written. */
export const MODEL_VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/** What stands in the columns of an input whose fact is missing: `value` (before scaling), and 1 in a column of its own if `indicator`. */
const whenMissing = z.strictObject({ value: finite, indicator: z.boolean() });

const inputSchema = z.discriminatedUnion('kind', [
  /** One column. `log1p`: natural log of 1 + the fact, a negative fact being missing. */
  z.strictObject({ fact: z.string(), kind: z.literal('number'), transform: z.literal('log1p').exactOptional(), whenMissing }),
  /** One column, 0 or 1. */
  z.strictObject({ fact: z.string(), kind: z.literal('boolean'), whenMissing }),
  /** One column per category, then one for any other value; all 0 when the fact is missing. */
  z.strictObject({
    fact: z.string(),
    kind: z.literal('category'),
    categories: z.array(z.string()).min(1).max(200),
    whenMissing: z.strictObject({ indicator: z.boolean() }),
  }),
]);

/** The inputs of a model, in order. */
export const modelInputsSchema = z.array(inputSchema).min(1).max(500);
export type ModelInput = z.infer<typeof inputSchema>;

/** Standardises each column to (x − mean) / sd, held within ±`clip` so that an absurd value cannot carry the network away. */
const scalerSchema = z.strictObject({ mean: z.array(finite), sd: z.array(z.number().positive()), clip: z.number().positive() });
export type Scaler = z.infer<typeof scalerSchema>;

const calibratorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Platt: logit → slope · logit + intercept. */
  z.strictObject({ kind: z.literal('platt'), slope: z.number().positive(), intercept: finite }),
]);
export type Calibrator = z.infer<typeof calibratorSchema>;

/** Rows of facts, as golden rows have them, and what each weighs: the typical row first, so that fewer of them say nearly the same. */
const backgroundSchema = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
        weight: z.number().positive(),
      }),
    )
    .min(1)
    .max(16),
});
/** What scores of a version are explained against. */
export type Background = z.infer<typeof backgroundSchema>;

const metricsSchema = z.strictObject({
  /** The held-out slice, later than anything trained on. */
  rows: z.int(),
  frauds: z.int(),
  auc: finite,
  averagePrecision: finite,
  /** Expected calibration error over 15 equally wide bins. */
  calibrationError: finite,
});
export type Metrics = z.infer<typeof metricsSchema>;

/** How a network is made. */
export const networkOptionsSchema = z.strictObject({
  hidden: z.array(z.int().min(1).max(4096)).min(1).max(10),
  dropout: z.number().min(0).max(0.9),
  /** Weight decay on the kernels. */
  l2: z.number().min(0).max(1),
  learningRate: z.number().positive().max(1),
  batchSize: z.int().min(1).max(65_536),
  /** At most this many; training stops when the later slice has not improved for `patience` epochs. */
  epochs: z.int().min(1).max(1000),
  patience: z.int().min(1).max(1000),
  /** How much heavier a fraud weighs in the loss; 1: plain cross-entropy. */
  classWeight: z.number().min(1).max(10_000),
});

export type NetworkOptions = z.infer<typeof networkOptionsSchema>;

const trainingSchema = z.strictObject({
  generator: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number()])),
  seed: z.int(),
  rows: z.int(),
  frauds: z.int(),
  /** SHA-256 over every row's unscaled columns (float32, little-endian) and labels, in time order. */
  sha256,
  network: networkOptionsSchema,
  epochsRun: z.int(),
  backend: z.string(),
});

/** `artifact.json`: all that is needed to score as was trained, and to say where it came from. It holds no thresholds: those are policy. */
export const artifactSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().regex(MODEL_NAME),
  version: z.string().regex(MODEL_VERSION),
  /** The command line that makes these very files again. */
  createdBy: z.string(),
  format: z.literal('tfjs-layers'),
  inputs: modelInputsSchema,
  scaler: scalerSchema,
  /** The network learnt with frauds weighing `classWeight` times as much: its logit is too high by ln(classWeight), exactly. */
  priorCorrection: z.strictObject({ classWeight: z.number().min(1) }),
  calibrator: calibratorSchema,
  /** Facts and the score they must give, to 1e-5, before the version is let near traffic. */
  goldenRows: z
    .array(
      z.strictObject({ values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), score: z.number().min(0).max(1) }),
    )
    .min(16)
    .max(256),
  metrics: metricsSchema,
  /** Scores at the 0, 5, … 100 % quantiles of the held-out slice: what later traffic is compared with. */
  scoreProfile: z.array(z.number().min(0).max(1)).length(21),
  /** How often each value was met in the held-out slice: drift is measured against it. Without it there is no drift to tell. */
  reference: referenceProfileSchema.exactOptional(),
  /** Without it scores are explained against the mean of the training rows. */
  background: backgroundSchema.exactOptional(),
  training: trainingSchema,
  libraries: z.record(z.string(), z.string()),
  files: z.strictObject({ 'model.json': sha256, 'weights.bin': sha256 }),
});
export type Artifact = z.infer<typeof artifactSchema>;
