import type { Metrics } from '../artifact/artifact-schema.js';
import { cardPrecision } from './card-precision.js';
import { pickLabels } from './encode-table.js';
import type { FeatureTable } from './feature-table.js';
import { areaUnderCurve, averagePrecision, brierScore, calibrationError } from './metrics.js';

/** What scores of rows of a feature table are worth. Throws when the rows are not of both kinds. */
export function measure(table: FeatureTable, rows: Uint32Array, scores: ArrayLike<number>): Metrics {
  const labels = pickLabels(table, rows);
  const scored = { scores, labels };
  const frauds = labels.reduce((sum, label) => sum + label, 0);
  if (frauds === 0 || frauds === labels.length)
    throw new RangeError(`of ${rows.length} rows to measure on ${frauds} are positive: both kinds are needed`);
  const timesMs = Float64Array.from(rows, (row) => table.timesMs[row] ?? 0);
  const groups = Float64Array.from(rows, (row) => table.groups[row] ?? 0);
  return {
    rows: rows.length,
    frauds,
    auc: areaUnderCurve(scored),
    averagePrecision: averagePrecision(scored),
    calibrationError: calibrationError(scored),
    brier: brierScore(scored),
    cardPrecision100: cardPrecision({ ...scored, timesMs, groups }),
  };
}
