import { createHash } from 'node:crypto';
import {
  chooseGoldenRows,
  typicalRows,
  trainingReference,
  featureProfile,
  fitInputs,
  fitModel,
  fraudCount,
  measure,
  mixRows,
  pickLabels,
  quantilesOf,
  type Artifact,
  type Background,
  type FeatureTable,
  type FitProgress,
  type FittedModel,
  type ModelInput,
  type Recipe,
  type Scaler,
  type Slices,
  type Table,
} from '@gavel/models';

/** A version fitted and measured, with all that its artifact says of it. */
export interface FittedVersion
  extends
    Pick<Artifact, 'scaler' | 'priorCorrection' | 'calibrator' | 'goldenRows' | 'featureProfile' | 'reference' | 'background'>,
    Required<Pick<Artifact, 'metrics' | 'scoreProfile'>> {
  readonly fitted: FittedModel;
  readonly inputs: readonly ModelInput[];
  readonly trained: { readonly rows: number; readonly frauds: number; readonly sha256: string };
  /** The held-out slice, and what it scores. */
  readonly heldOut: { readonly rows: Uint32Array; readonly scores: Float64Array; readonly labels: Uint8Array };
  /** How the training went, round by round. */
  readonly history: readonly FitProgress[];
}

/** What a version is made of. */
export interface FitVersionRequest {
  readonly table: FeatureTable;
  readonly slices: Slices;
  /** Absent: every feature of the table. */
  readonly inputs?: readonly ModelInput[] | undefined;
  readonly recipe: Recipe;
  readonly seed: number;
  /** Rows are of real people: golden rows are mixed from many of them. */
  readonly isOfPeople?: boolean;
}

/** Learns from the first slice, stops and calibrates by the second, and measures on the third, the latest. */
export async function fitVersion(request: FitVersionRequest, onRound: (progress: FitProgress) => void): Promise<FittedVersion> {
  const { table, slices, recipe, seed } = request;
  const inputs = request.inputs ?? fitInputs(table, slices.refit ?? slices.learn);
  const history: FitProgress[] = [];
  const keep = (progress: FitProgress): void => {
    history.push(progress);
    onRound(progress);
  };
  const fitted = await fitModel({ table, slices, inputs, recipe, seed, onRound: keep });
  const scores = fitted.score(table, slices.heldOut);
  const { scaler, priorCorrection, calibrator, learnt } = fitted;
  return {
    fitted,
    inputs,
    history,
    scaler,
    priorCorrection,
    calibrator,
    heldOut: { rows: slices.heldOut, scores, labels: pickLabels(table, slices.heldOut) },
    metrics: measure(table, slices.heldOut, scores),
    scoreProfile: quantilesOf(scores),
    featureProfile: featureProfile(table, slices.heldOut, inputs),
    reference: trainingReference(table, slices.heldOut, inputs, scores),
    background: background(request, inputs, scaler),
    goldenRows: goldenRows(request, fitted, scores, inputs),
    trained: { rows: learnt.labels.length, frauds: fraudCount(learnt), sha256: digestOf(learnt) },
  };
}

/** Like golden rows, it leaves the house with the artifact. */
function background({ table, slices, isOfPeople }: FitVersionRequest, inputs: readonly ModelInput[], scaler: Scaler): Background {
  const rows = slices.refit ?? slices.learn;
  if (isOfPeople !== true) return typicalRows(table, rows, { inputs, scaler });
  const mixed = mixRows(table, rows);
  return typicalRows(mixed, allRows(mixed), { inputs, scaler });
}

function goldenRows(
  { table, slices: { heldOut }, isOfPeople }: FitVersionRequest,
  fitted: FittedModel,
  scores: Float64Array,
  inputs: readonly ModelInput[],
): Artifact['goldenRows'] {
  if (isOfPeople !== true) return chooseGoldenRows(table, heldOut, scores, inputs);
  const mixed = mixRows(table, heldOut);
  const all = allRows(mixed);
  return chooseGoldenRows(mixed, all, fitted.score(mixed, all), inputs);
}

function allRows({ rows }: FeatureTable): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

function digestOf({ rows, labels }: Table): string {
  return createHash('sha256')
    .update(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength))
    .update(labels)
    .digest('hex');
}
