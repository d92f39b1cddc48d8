import { referenceProfileSchema } from '@gavel/engine';
import { z } from 'zod';
import { networkOptionsSchema, recipeSchema } from './recipe-schema.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 hexadecimal digits');
const finite = z.number();

/** Rows that a version is checked by before it serves. */
export const MIN_GOLDEN_ROWS = 16;

/** Names a model goes by: also the name of its folder. */
export const MODEL_NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** Versions of a model: also the name of the folder; a leading dot is left to folders still being written. */
export const MODEL_VERSION = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;

/**
 * What stands in the columns of an input whose fact is missing: `value` (before scaling), and 1 in a column of its own if `indicator`.
 * `nan` for models that learnt what to do with no number, as the trees of other frameworks do: of the format `onnx` alone.
 */
const whenMissing = z.strictObject({ value: z.union([finite, z.literal('nan')]), indicator: z.boolean() });

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

/** What makes a corrected logit a probability. */
export const calibratorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Platt: logit → slope · logit + intercept. */
  z.strictObject({ kind: z.literal('platt'), slope: z.number().positive(), intercept: finite }),
  /** Isotonic: straight lines between (logit, score) knots, both ascending; beyond the outer two the logit goes on with slope 1. */
  z.strictObject({
    kind: z.literal('isotonic'),
    logits: z.array(finite).min(2).max(2000),
    scores: z.array(z.number().gt(0).lt(1)).min(2).max(2000),
  }),
]);
export type Calibrator = z.infer<typeof calibratorSchema>;

/** How an input was distributed. Of a category, the share of each name; else the 0, 5, … 100 % quantiles of what was there. */
const featureProfileSchema = z.strictObject({
  fact: z.string(),
  missingShare: z.number().min(0).max(1),
  quantiles: z.array(finite).length(21).exactOptional(),
  shares: z.record(z.string(), z.number().min(0).max(1)).exactOptional(),
});
export type FeatureProfile = z.infer<typeof featureProfileSchema>;

/** Least, or most, that a version may be worth on the held-out slice. */
export const floorSchema = z.strictObject({
  auc: z.number().min(0).max(1).exactOptional(),
  averagePrecision: z.number().min(0).max(1).exactOptional(),
  /** Frauds among the rows that the figures rest on. */
  frauds: z.int().min(0).exactOptional(),
  /** The calibration error at most. */
  maxCalibrationError: z.number().min(0).max(1).exactOptional(),
});
export type Floor = z.infer<typeof floorSchema>;
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

/** What a version is worth on rows that nothing was fitted on. */
export const metricsSchema = z.strictObject({
  /** The held-out slice, later than anything trained on. */
  rows: z.int(),
  frauds: z.int(),
  auc: finite,
  averagePrecision: finite,
  /** Expected calibration error over 15 equally wide bins. */
  calibrationError: finite,
  /** Mean squared distance of score and label. */
  brier: finite.exactOptional(),
  /** Card precision at 100 alerts a day. */
  cardPrecision100: finite.exactOptional(),
});
export type Metrics = z.infer<typeof metricsSchema>;

const trainingSchema = z.strictObject({
  generator: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number()])),
  seed: z.int(),
  rows: z.int(),
  frauds: z.int(),
  /** SHA-256 over every row's unscaled columns (float32, little-endian) and labels, in time order. */
  sha256,
  /** How it was made; versions of an early date say `network` instead. */
  recipe: recipeSchema.exactOptional(),
  network: networkOptionsSchema.exactOptional(),
  /** Rounds run: epochs of a network, trees of an ensemble; of several members together. */
  epochsRun: z.int(),
  backend: z.string(),
});

/** Where a model comes from that was trained elsewhere, as whoever published it said. */
const originSchema = z.strictObject({
  /** What trained and exported it, with versions. */
  madeBy: z.string().min(1).max(500),
  /** Rows that it learnt from, and how many of them were labelled 1. */
  rows: z.int().min(0).exactOptional(),
  frauds: z.int().min(0).exactOptional(),
});

/**
 * What the files of a model hold: a TensorFlow.js layers model, trees whose leaves add up to a logit, or several of those whose logits
 * are averaged, or a TensorFlow.js graph model, in `model.json` and `weights.bin`; or an ONNX graph in `model.onnx`, or a SavedModel of TensorFlow
 * in its own files, where `model.json` says how it is read.
 */
const modelFormatSchema = z.enum(['tfjs-layers', 'trees', 'blend', 'tfjs-graph', 'onnx', 'saved-model']);
export type ModelFormat = z.infer<typeof modelFormatSchema>;

/** `artifact.json`: all that is needed to score as was trained, and to say where it came from. It holds no thresholds: those are policy. */
export const artifactSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string().regex(MODEL_NAME),
  version: z.string().regex(MODEL_VERSION),
  /** The command line that makes these very files again. */
  createdBy: z.string(),
  format: modelFormatSchema,
  inputs: modelInputsSchema,
  scaler: scalerSchema,
  /** What training did to the odds, to be undone exactly: frauds counted `classWeight` times as much, or the loss was focal. */
  priorCorrection: z.strictObject({ classWeight: z.number().min(1), focalGamma: z.number().positive().max(5).exactOptional() }),
  calibrator: calibratorSchema,
  /** Facts and the score they must give, to 1e-5, before the version is let near traffic. */
  goldenRows: z
    .array(
      z.strictObject({ values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), score: z.number().min(0).max(1) }),
    )
    .min(MIN_GOLDEN_ROWS)
    .max(256),
  /** Of a model from elsewhere they may be unknown. */
  metrics: metricsSchema.exactOptional(),
  /** Scores at the 0, 5, … 100 % quantiles of the held-out slice: what later traffic is compared with. */
  scoreProfile: z.array(z.number().min(0).max(1)).length(21).exactOptional(),
  /** Each input in the held-out slice, as `scoreProfile` is of the score. */
  featureProfile: z.array(featureProfileSchema).max(500).exactOptional(),
  /** What the held-out metrics had to reach to be published. */
  floor: floorSchema.exactOptional(),
  /** How often each value was met in the held-out slice: drift is measured against it. Without it there is no drift to tell. */
  reference: referenceProfileSchema.exactOptional(),
  /** Without it scores are explained against the mean of the training rows. */
  background: backgroundSchema.exactOptional(),
  /** How it was trained here; a model from elsewhere has an `origin` instead. */
  training: trainingSchema.exactOptional(),
  origin: originSchema.exactOptional(),
  libraries: z.record(z.string(), z.string()),
  /** `weights.bin`, or `model.onnx` of the format `onnx`, or the files of a SavedModel, the folder being one to TensorFlow too. */
  files: z.strictObject({
    'model.json': sha256,
    'weights.bin': sha256.exactOptional(),
    'model.onnx': sha256.exactOptional(),
    'saved_model.pb': sha256.exactOptional(),
    'variables/variables.index': sha256.exactOptional(),
    'variables/variables.data-00000-of-00001': sha256.exactOptional(),
    'model-card.md': sha256.exactOptional(),
  }),
});
export type Artifact = z.infer<typeof artifactSchema>;
