import { windowSlices, type FeatureTable, type Recipe, type Slices } from '@gavel/models';
import { creditTable, digitSlices } from './credit-table.js';
import { handbookTable } from './handbook-table.js';
import { OTHER_RECIPES, RECIPES } from './recipes.js';
import { sparkovTable } from './sparkov-table.js';

/** One fit to be measured. */
export type FitJob =
  | {
      readonly set: 'handbook';
      readonly features: Parameters<typeof handbookTable>[0];
      readonly recipe: keyof typeof RECIPES;
      readonly seed: number;
      readonly week: number;
    }
  | { readonly set: keyof typeof OTHER_RECIPES; readonly seed: number };

const DAY_MS = 86_400_000;
const TEST_START_MS = Date.UTC(2018, 7, 8);

const GERMAN_CODES = [
  'status',
  'credit_history',
  'purpose',
  'savings',
  'employment_duration',
  'personal_status_sex',
  'other_debtors',
  'property',
  'other_installment_plans',
  'housing',
  'job',
];

/** The rows of a job, cut as its protocol says, and its recipe. */
export function openJob(job: FitJob): { readonly table: FeatureTable; readonly slices: Slices; readonly recipe: Recipe } {
  if (job.set === 'handbook') {
    const table = handbookTable(job.features);
    const testStartMs = TEST_START_MS + job.week * 7 * DAY_MS;
    return { table, slices: windowSlices(table, { testStartMs, testDays: 7, trainDays: 7, delayDays: 7 }), recipe: RECIPES[job.recipe] };
  }
  const recipe = OTHER_RECIPES[job.set];
  if (job.set === 'sparkov') {
    const table = sparkovTable();
    return { table, slices: lastFifth(table), recipe };
  }
  const table =
    job.set === 'taiwan'
      ? creditTable('credit/taiwan_default.csv.gz', 'default_next_month', { categories: ['SEX', 'EDUCATION', 'MARRIAGE'], ignored: ['ID'] })
      : creditTable('credit/south_german_credit.csv.gz', 'bad', { categories: GERMAN_CODES, ignored: [] });
  return { table, slices: digitSlices(table), recipe };
}

/** By time: held out is the last fifth, a week behind what is refitted on. */
function lastFifth({ rows, timesMs }: FeatureTable): Slices {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  const [watchFrom, testFrom] = [Math.floor(rows * 0.6), Math.floor(rows * 0.8)];
  const known = all.filter((row) => timesMs[row]! < timesMs[testFrom]! - 7 * DAY_MS);
  return { learn: all.slice(0, watchFrom), watch: known.filter((row) => row >= watchFrom), refit: known, heldOut: all.slice(testFrom) };
}
