import { calibrate } from '../artifact/calibrate.js';
import { columnCount } from '../artifact/encode-row.js';
import { readArtifact, type VerifiedArtifact } from '../artifact/read-artifact.js';
import { loadBackend } from '../runtime/load-backend.js';
import { loadScoringModel } from '../runtime/scoring-model.js';
import { encodeTable } from '../training/encode-table.js';
import type { FeatureTable } from '../training/feature-table.js';
import { scaleTable } from '../training/fit-scaler.js';
import { encodeScaled, GOLDEN_TOLERANCE } from './bring-up.js';

/** Rows scored in one go. */
const BATCH_ROWS = 4096;

/** A published version, opened in this process to score whole tables: for evaluation, not for traffic. */
export interface OpenVersion {
  readonly verified: VerifiedArtifact;
  /** Calibrated scores of rows of a feature table. */
  readonly score: (table: FeatureTable, rows: Uint32Array) => Float64Array;
  readonly close: () => void;
}

/** Either a version whose digests and golden rows hold, or every reason why it is refused. */
export type VersionOpening =
  { readonly ok: true; readonly value: OpenVersion } | { readonly ok: false; readonly reasons: readonly string[] };

/** Opens the folder `<models>/<name>/<version>` on the WASM backend. Loads TensorFlow.js into this process. Never rejects. */
export async function openVersion(folder: string): Promise<VersionOpening> {
  const read = await readArtifact(folder);
  if (!read.ok) return read;
  const { artifact, modelJson, weights } = read.value;
  const columns = columnCount(artifact.inputs);
  try {
    const { tf } = await loadBackend('wasm');
    const model = await loadScoringModel(tf, { format: artifact.format, modelJson, weights, columns });
    const scoresOf = (rows: Float32Array): Float64Array => {
      const scores = new Float64Array(rows.length / columns);
      for (let from = 0; from < scores.length; from += BATCH_ROWS) {
        const to = Math.min(scores.length, from + BATCH_ROWS);
        const part = model.predict(rows.slice(from * columns, to * columns), to - from);
        if (part instanceof Promise) throw new Error('WebAssembly answers at once');
        part.forEach((probability, place) => (scores[from + place] = calibrate(probability, artifact)));
      }
      return scores;
    };
    const reasons = goldenFaults(read.value, scoresOf);
    if (reasons.length > 0) return { ok: false, reasons };
    const score = (table: FeatureTable, rows: Uint32Array): Float64Array =>
      scoresOf(scaleTable(artifact.scaler, encodeTable(table, rows, artifact.inputs)).rows);
    return { ok: true, value: { verified: read.value, score, close: () => model.dispose() } };
  } catch (error) {
    return { ok: false, reasons: [error instanceof Error ? error.message : String(error)] };
  }
}

function goldenFaults({ artifact }: VerifiedArtifact, scoresOf: (rows: Float32Array) => Float64Array): readonly string[] {
  const columns = columnCount(artifact.inputs);
  const rows = new Float32Array(artifact.goldenRows.length * columns);
  artifact.goldenRows.forEach(({ values }, place) => rows.set(encodeScaled(artifact, values), place * columns));
  const scores = scoresOf(rows);
  return artifact.goldenRows.flatMap(({ score }, place) => {
    const found = scores[place] ?? Number.NaN;
    return Math.abs(found - score) <= GOLDEN_TOLERANCE ? [] : [`golden row ${place} scores ${found} instead of ${score}`];
  });
}
