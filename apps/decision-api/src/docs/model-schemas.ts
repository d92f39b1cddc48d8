import type { DriftReport, JsonObject } from '@gavel/engine';
import { z } from 'zod';
import type { QualityView } from '../model-watch/live-quality.js';
import type { ModelLine } from '../model-watch/model-controller.js';
import { jsonSchemaOf } from './operation.js';

const share = z.number().min(0).max(1);
const driftStatus = z.enum(['stable', 'shifted', 'drifted', 'too-few']);

const stability = {
  psi: z.number().describe('Population stability index.'),
  threshold: z.number().exactOptional().describe('What chance alone exceeds with the probability `falseAlarmShare`.'),
  counts: z.array(z.int()).describe('Decisions bin by bin.'),
  reference: z.array(z.number()).describe('Shares in the reference, bin by bin.'),
};

const shareFigures = z.object({ share, reference: share, probability: share });

const windowDrift = z.object({
  decisions: z.int(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  status: driftStatus.describe('The worst of all parts.'),
  score: z.object({ ...stability, status: driftStatus }),
  features: z
    .array(
      z.object({
        ...stability,
        name: z.string(),
        kind: z.enum(['number', 'category']),
        status: driftStatus,
        missing: shareFigures,
        unseen: shareFigures.exactOptional().describe('Values that the reference does not know.'),
      }),
    )
    .describe('The most shifted first.'),
  alarms: z.array(z.string()),
});

const report = {
  status: driftStatus,
  referenceRows: z.int(),
  falseAlarmShare: share,
  recent: windowDrift,
  day: windowDrift,
};

const driftSchema = z.object({
  name: z.string(),
  version: z.string(),
  scored: z.int().describe('Live decisions scored since this service runs.'),
  reference: z.object({ rows: z.int() }).nullable().describe('Null: published without one; then `note` says so, and there is no more.'),
  note: z.string().exactOptional(),
  ...z.object(report satisfies Record<keyof DriftReport, z.ZodType>).partial().shape,
});

const modelsSchema = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      state: z.enum(['loading', 'warming', 'ready', 'draining', 'failed']),
      digest: z.string().exactOptional().describe('SHA-256 of artifact.json.'),
      reasons: z.array(z.string()).describe('Why it failed, or why a change of its folder was refused.'),
      server: z.string().exactOptional().describe('Address of the server that scores it; absent: this process.'),
      scored: z.int(),
      drift: driftStatus.nullable(),
    }) satisfies z.ZodType<ModelLine>,
  ),
});

const qualitySchema = z.object({
  name: z.string(),
  version: z.string(),
  since: z.iso.datetime().describe('Decisions count whose event time is from here on.'),
  scored: z.int().describe('Decisions with a score of this version, its own or from the shadow.'),
  labelled: z.object({ fraud: z.int(), genuine: z.int() }),
  auc: share.nullable(),
  averagePrecision: share.nullable(),
  recallAtBudget: share.nullable().describe('Frauds among the `alertShare` of known decisions with the highest scores.'),
  alertShare: share,
  cost: z.object({
    decisions: z.int(),
    missedFrauds: z.int(),
    missedAmount: z.number(),
    reviews: z.int(),
    falseBlocks: z.int(),
    total: z.number(),
  }),
  truncated: z.boolean().describe('Only the oldest decisions of the period are in.'),
  notes: z.array(z.string()),
}) satisfies z.ZodType<QualityView>;

/** Schemas that the paths of models refer to. */
export function modelSchemas(): JsonObject {
  return {
    Drift: jsonSchemaOf(driftSchema),
    ModelList: jsonSchemaOf(modelsSchema),
    Quality: jsonSchemaOf(qualitySchema),
  };
}
