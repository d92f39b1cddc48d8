import { fitReference, type ReferenceProfile } from '@gavel/engine';
import type { Background, ModelInput, Scaler } from '../artifact/artifact-schema.js';
import { chooseBackground } from './choose-background.js';
import { factsAt, type FeatureTable } from './feature-table.js';

/** Rows among which typical ones are chosen. */
const CANDIDATES = 500;

/** How the scores and inputs of some rows are distributed: what drift is measured against. */
export function trainingReference(
  table: FeatureTable,
  rows: Uint32Array,
  inputs: readonly ModelInput[],
  scores: ArrayLike<number>,
): ReferenceProfile {
  const names = inputs.map(({ fact }) => fact);
  const facts = Array.from(rows, (row) => factsAt(table, row, names));
  const columns = inputs.map(({ fact, kind }) => ({
    name: fact,
    kind: kind === 'number' ? ('number' as const) : ('category' as const),
    values: facts.map((values) => values[fact]),
  }));
  return fitReference(scores, columns);
}

/** Typical ones of some rows, evenly taken: what scores are explained against. */
export function typicalRows(
  table: FeatureTable,
  rows: Uint32Array,
  model: { readonly inputs: readonly ModelInput[]; readonly scaler: Scaler },
): Background {
  const step = Math.max(1, rows.length / CANDIDATES);
  const names = model.inputs.map(({ fact }) => fact);
  const taken = Array.from({ length: Math.min(rows.length, CANDIDATES) }, (_, index) => rows[Math.floor(index * step)] ?? 0);
  return chooseBackground(
    taken.map((row) => factsAt(table, row, names)),
    model,
  );
}
