import type { Artifact } from '../artifact/artifact-schema.js';
import { calibrate } from '../artifact/calibrate.js';
import { columnCount } from '../artifact/input-columns.js';
import { encoderOf } from '../artifact/row-encoder.js';
import { readArtifact, type VerifiedArtifact } from '../artifact/read-artifact.js';
import { loadBackend } from '../runtime/load-backend.js';
import { loadOnnxModel } from '../runtime/onnx-model.js';
import { openSavedModel } from '../runtime/saved-model.js';
import { loadScoringModel, type ScoringModel } from '../runtime/scoring-model.js';
import { encodeTable } from '../training/encode-table.js';
import type { FeatureTable } from '../training/feature-table.js';
import { scaleTable } from '../training/fit-scaler.js';
import { GOLDEN_TOLERANCE } from './bring-up.js';

/** Rows scored in one go. */
const BATCH_ROWS = 4096;

/** A published version, opened in this process to score whole tables: for evaluation, not for traffic. */
export interface OpenVersion {
  readonly verified: VerifiedArtifact;
  /** Calibrated scores of rows of a feature table. */
  readonly score: (table: FeatureTable, rows: Uint32Array) => Promise<Float64Array>;
  readonly close: () => void;
}

/** Either a version whose digests and golden rows hold, or every reason why it is refused. */
export type VersionOpening =
  { readonly ok: true; readonly value: OpenVersion } | { readonly ok: false; readonly reasons: readonly string[] };

/** Opens the folder `<models>/<name>/<version>`, on the WASM backend unless it is ONNX or a SavedModel. Loads what computes into this process. Never rejects. */
export async function openVersion(folder: string): Promise<VersionOpening> {
  const read = await readArtifact(folder);
  if (!read.ok) return read;
  const { artifact, modelJson, weights } = read.value;
  try {
    const message = { format: artifact.format, modelJson, weights, columns: columnCount(artifact.inputs) };
    const model = await openModel(message);
    const reasons = await goldenFaults(read.value, model);
    if (reasons.length > 0) return { ok: false, reasons };
    return { ok: true, value: { verified: read.value, score: tableScorer(model, artifact), close: () => model.dispose() } };
  } catch (error) {
    return { ok: false, reasons: [error instanceof Error ? error.message : String(error)] };
  }
}

async function openModel(message: Parameters<typeof loadScoringModel>[1]): Promise<ScoringModel> {
  if (message.format === 'onnx') return loadOnnxModel(message);
  if (message.format === 'saved-model') return openSavedModel(message);
  return loadScoringModel((await loadBackend('wasm')).tf, message);
}

/** What turns facts into columns, and a model's probability into a score. */
export type Around = Pick<Artifact, 'inputs' | 'scaler' | 'priorCorrection' | 'calibrator'>;

/** Scores rows of a feature table by the very steps of serving. */
export function tableScorer(model: ScoringModel, around: Around): OpenVersion['score'] {
  return (table, rows) => scoreColumns(model, scaleTable(around.scaler, encodeTable(table, rows, around.inputs)).rows, around);
}

/** Calibrated scores of encoded and scaled rows. */
export async function scoreColumns(model: ScoringModel, rows: Float32Array, around: Around): Promise<Float64Array> {
  const columns = columnCount(around.inputs);
  const scores = new Float64Array(rows.length / columns);
  for (let from = 0; from < scores.length; from += BATCH_ROWS) {
    const to = Math.min(scores.length, from + BATCH_ROWS);
    const part = await model.predict(rows.slice(from * columns, to * columns), to - from);
    part.forEach((probability, place) => (scores[from + place] = calibrate(probability, around)));
  }
  return scores;
}

async function goldenFaults({ artifact }: VerifiedArtifact, model: ScoringModel): Promise<readonly string[]> {
  const columns = columnCount(artifact.inputs);
  const rows = new Float32Array(artifact.goldenRows.length * columns);
  artifact.goldenRows.forEach(({ values }, place) => encoderOf(artifact).encode(values, rows, place * columns));
  const scores = await scoreColumns(model, rows, artifact);
  return artifact.goldenRows.flatMap(({ score }, place) => {
    const found = scores[place] ?? Number.NaN;
    return Math.abs(found - score) <= GOLDEN_TOLERANCE ? [] : [`golden row ${place} scores ${found} instead of ${score}`];
  });
}
