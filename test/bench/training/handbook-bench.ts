import { windowSlices, type FeatureTable, type Recipe, type Slices } from '@gavel/models';
import type { Metrics } from '../metrics.js';
import { table as textTable } from '../table.js';
import { handbookTable } from './handbook-table.js';
import { meanOf, measureFit, type Measured } from './measure-fit.js';
import { RECIPES } from './recipes.js';

const DAY_MS = 86_400_000;
const TEST_START_MS = Date.UTC(2018, 7, 8);
const WEEKS = 4;

/** Le Borgne et al., 2022, one test week and four, as reproduced beside the data. */
const PUBLISHED: readonly (readonly [name: string, one: Omit<Measured, 'ece'>])[] = [
  ['published logistic regression', { auc: 0.871, ap: 0.606, cp100: 0.291 }],
  ['published random forest', { auc: 0.867, ap: 0.658, cp100: 0.287 }],
  ['published XGBoost, tuned', { auc: 0.873, ap: 0.683, cp100: 0.296 }],
  ['published neural net, tuned', { auc: 0.883, ap: 0.659, cp100: 0.287 }],
];

/** The Handbook's protocol: one test week with `seeds` seeds, then four weeks in a row with one. */
export async function handbookBench(seeds: number): Promise<Metrics> {
  const payments = handbookTable();
  const slices = weekSlices(payments, 0);
  process.stdout.write(`Handbook: ${slices.refit?.length} rows to learn from, ${slices.heldOut.length} to test on\n`);
  const rows: (readonly [string, Omit<Measured, 'ece'> & { readonly ece?: number }])[] = [...PUBLISHED];
  for (const name of ['logistic', 'trees', 'network'] as const) rows.push([name, await measureFit(payments, slices, RECIPES[name], 1)]);
  const all = await seeded(payments, slices, RECIPES.blend, seeds);
  const mean = meanOf(all);
  rows.push([`blend, mean of ${seeds} seeds`, mean]);
  show('one test week', rows);
  const weeks = [all[0]!];
  for (let week = 1; week < WEEKS; week += 1) weeks.push(await measureFit(payments, weekSlices(payments, week), RECIPES.blend, 1));
  show('four test weeks, blend', [...weeks.map((each, week): [string, Measured] => [`week ${week + 1}`, each]), ['mean', meanOf(weeks)]]);
  return {
    handbook_auc: mean.auc,
    handbook_ap: mean.ap,
    handbook_cp100: mean.cp100,
    handbook_ece: mean.ece,
    handbook_four_weeks_auc: meanOf(weeks).auc,
    handbook_four_weeks_ap: meanOf(weeks).ap,
    handbook_four_weeks_cp100: meanOf(weeks).cp100,
  };
}

function weekSlices(payments: FeatureTable, week: number): Slices {
  return windowSlices(payments, { testStartMs: TEST_START_MS + week * 7 * DAY_MS, testDays: 7, trainDays: 7, delayDays: 7 });
}

async function seeded(payments: FeatureTable, slices: Slices, recipe: Recipe, seeds: number): Promise<readonly Measured[]> {
  const all: Measured[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const one = await measureFit(payments, slices, recipe, seed);
    process.stdout.write(
      `  seed ${seed}: AUC ${one.auc.toFixed(4)}, AP ${one.ap.toFixed(4)}, CP@100 ${one.cp100.toFixed(4)}, ECE ${one.ece.toFixed(4)}\n`,
    );
    all.push(one);
  }
  return all;
}

function show(title: string, rows: readonly (readonly [string, Omit<Measured, 'ece'> & { readonly ece?: number }])[]): void {
  const cells = rows.map(([name, { auc, ap, cp100, ece }]) => [
    name,
    auc.toFixed(4),
    ap.toFixed(4),
    cp100.toFixed(4),
    ece?.toFixed(4) ?? '',
  ]);
  process.stdout.write(`\n${textTable([title, 'AUC', 'AP', 'CP@100', 'ECE'], cells)}\n\n`);
}
