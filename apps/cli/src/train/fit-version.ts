import { createHash } from 'node:crypto';
import {
  areaUnderCurve,
  averagePrecision,
  calibrate,
  calibrationError,
  encodeRow,
  fitPlatt,
  fitScaler,
  fraudCount,
  logit,
  scaleTable,
  scoreProfile,
  sliceTable,
  splitByTime,
  trainNetwork,
  type Artifact,
  type EpochProgress,
  type ModelInput,
  type Scaler,
  type Table,
  type TrainedNetwork,
} from '@gavel/models';
import { chooseGoldenRows } from './choose-golden-rows.js';
import type { Sample, TrafficRows } from './traffic-rows.js';
import type { PlannedVersion } from './training-plan.js';

/** A version fitted and measured, with all that its artifact says of it. */
export interface FittedVersion extends Pick<
  Artifact,
  'scaler' | 'priorCorrection' | 'calibrator' | 'goldenRows' | 'metrics' | 'scoreProfile'
> {
  readonly network: TrainedNetwork;
  readonly trained: { readonly rows: number; readonly frauds: number; readonly sha256: string };
  /** Scores and labels of the held-out slice. */
  readonly heldOut: { readonly scores: Float64Array; readonly labels: Uint8Array };
}

/**
 * Learns from the first slice, stops and calibrates by the second, and measures on the third, the latest. `plan.network` and
 * `seed` decide the rest.
 */
export async function fitVersion(
  plan: PlannedVersion,
  rows: TrafficRows,
  seed: number,
  onEpoch: (progress: EpochProgress) => void,
): Promise<FittedVersion> {
  const { trainShare, watchShare, gapHours } = plan.split;
  const split = splitByTime(rows.times, { trainShare, watchShare, gapMs: gapHours * 3_600_000 });
  const unscaled = sliceTable(rows.table, ...split.train);
  const scaler = fitScaler(unscaled);
  const slice = (range: readonly [number, number]): Table => scaleTable(scaler, sliceTable(rows.table, ...range));
  const watch = slice(split.watch);
  const network = await trainNetwork({ train: slice(split.train), watch, options: plan.network, seed, onEpoch });
  const priorCorrection = { classWeight: plan.network.classWeight };
  const calibrator = plan.calibrator === 'platt' ? fitCalibrator(network, watch, priorCorrection) : ({ kind: 'none' } as const);
  const score = (table: Table): Float64Array =>
    Float64Array.from(network.predict(table), (probability) => calibrate(probability, { priorCorrection, calibrator }));
  const heldOut = { scores: score(slice(split.heldOut)), labels: sliceTable(rows.table, ...split.heldOut).labels };
  const late = rows.samples.filter((sample) => sample.row >= split.heldOut[0]);
  return {
    scaler,
    priorCorrection,
    calibrator,
    network,
    heldOut,
    metrics: metricsOf(heldOut),
    scoreProfile: [...scoreProfile(heldOut.scores)],
    goldenRows: chooseGoldenRows(late, score(encodeSamples(late, plan.inputs, scaler))),
    trained: { rows: unscaled.labels.length, frauds: fraudCount(unscaled), sha256: digestOf(unscaled) },
  };
}

function fitCalibrator(network: TrainedNetwork, watch: Table, priorCorrection: Artifact['priorCorrection']): Artifact['calibrator'] {
  const none = { kind: 'none' } as const;
  const logits = Float64Array.from(network.predict(watch), (probability) =>
    logit(calibrate(probability, { priorCorrection, calibrator: none })),
  );
  return fitPlatt(logits, watch.labels);
}

function metricsOf(scored: FittedVersion['heldOut']): Artifact['metrics'] {
  return {
    rows: scored.labels.length,
    frauds: scored.labels.reduce((sum, label) => sum + label, 0),
    auc: areaUnderCurve(scored),
    averagePrecision: averagePrecision(scored),
    calibrationError: calibrationError(scored),
  };
}

/** From facts once more, so that a golden row proves the encoding as well. */
function encodeSamples(samples: readonly Sample[], inputs: readonly ModelInput[], scaler: Scaler): Table {
  const columns = scaler.mean.length;
  const table: Table = { columns, rows: new Float32Array(samples.length * columns), labels: new Uint8Array(samples.length) };
  samples.forEach(({ values }, index) => encodeRow(inputs, values, table.rows, index * columns));
  return scaleTable(scaler, table);
}

function digestOf({ rows, labels }: Table): string {
  return createHash('sha256')
    .update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength))
    .update(labels)
    .digest('hex');
}
