import {
  areaUnderCurve,
  averagePrecision,
  calibrationError,
  cardPrecision,
  fitInputs,
  fitModel,
  pickLabels,
  type FeatureTable,
  type Recipe,
  type Slices,
} from '@gavel/models';

/** What a model is worth on rows it never saw. */
export interface Measured {
  readonly auc: number;
  readonly ap: number;
  readonly cp100: number;
  readonly ece: number;
  /** CPU time that the whole job took. */
  readonly cpuS: number;
}

/** Fits by the recipe and measures on the held-out slice. */
export async function measureFit(table: FeatureTable, slices: Slices, recipe: Recipe, seed: number): Promise<Omit<Measured, 'cpuS'>> {
  const fitted = await fitModel({ table, slices, recipe, seed, inputs: fitInputs(table, slices.learn) });
  const scores = fitted.score(table, slices.heldOut);
  const labels = pickLabels(table, slices.heldOut);
  const timesMs = Float64Array.from(slices.heldOut, (row) => table.timesMs[row]!);
  const groups = Float64Array.from(slices.heldOut, (row) => table.groups[row]!);
  return {
    auc: areaUnderCurve({ scores, labels }),
    ap: averagePrecision({ scores, labels }),
    cp100: cardPrecision({ scores, labels, timesMs, groups }),
    ece: calibrationError({ scores, labels }),
  };
}

/** The mean of each figure. */
export function meanOf(all: readonly Measured[]): Measured {
  const mean = (of: keyof Measured): number => all.reduce((sum, each) => sum + each[of], 0) / all.length;
  return { auc: mean('auc'), ap: mean('ap'), cp100: mean('cp100'), ece: mean('ece'), cpuS: mean('cpuS') };
}
