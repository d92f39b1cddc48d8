import type { Metrics } from '../metrics.js';
import { table as textTable } from '../table.js';
import type { FitJob } from './fit-job.js';
import { meanOf, type Measured } from './measure-fit.js';
import { runJobs } from './run-jobs.js';

const SEEDS = [1, 2, 3, 4, 5] as const;
const LATER_WEEKS = [1, 2, 3] as const;
const BASELINES = ['logistic', 'trees', 'network'] as const;

type Figures = Pick<Measured, 'auc' | 'ap' | 'cp100'> & { readonly ece?: number };

/** Le Borgne et al., 2022, as reproduced to the third digit beside the data. */
const PUBLISHED = {
  one: [
    ['published: logistic regression', { auc: 0.871, ap: 0.606, cp100: 0.291 }],
    ['published: random forest', { auc: 0.867, ap: 0.658, cp100: 0.287 }],
    ['published: XGBoost, tuned', { auc: 0.873, ap: 0.683, cp100: 0.296 }],
    ['published: neural net, tuned', { auc: 0.883, ap: 0.659, cp100: 0.287 }],
  ],
  four: [
    ['published: XGBoost, tuned', { auc: 0.872, ap: 0.694, cp100: 0.304 }],
    ['published: neural net, tuned', { auc: 0.876, ap: 0.675, cp100: 0.303 }],
  ],
} as const satisfies Record<string, readonly (readonly [string, Figures])[]>;

/** The Handbook's protocol: the blend over five seeds on one test week, baselines beside it, and four test weeks in a row. */
export async function handbookBench(): Promise<Metrics> {
  const handbook = (recipe: 'blend' | (typeof BASELINES)[number], seed: number, week: number): FitJob => ({
    set: 'handbook',
    recipe,
    seed,
    week,
  });
  const all = await runJobs([
    ...SEEDS.map((seed) => handbook('blend', seed, 0)),
    ...LATER_WEEKS.map((week) => handbook('blend', 1, week)),
    ...BASELINES.map((recipe) => handbook(recipe, 1, 0)),
  ]);
  const seeds = all.slice(0, SEEDS.length);
  const weeks = [seeds[0]!, ...all.slice(SEEDS.length, SEEDS.length + LATER_WEEKS.length)];
  const baselines = all.slice(SEEDS.length + LATER_WEEKS.length);
  const [one, four] = [meanOf(seeds), meanOf(weeks)];
  show('Handbook, one test week', [
    ...PUBLISHED.one,
    ...BASELINES.map((name, place): [string, Figures] => [name, baselines[place]!]),
    ...seeds.map((each, place): [string, Figures] => [`blend, seed ${SEEDS[place]}`, each]),
    ['blend, mean of 5 seeds', one],
  ]);
  // The data ends on 2018-08-31: the fourth week has three days.
  show('Handbook, four test weeks', [
    ...PUBLISHED.four,
    ...weeks.map((each, week): [string, Figures] => [`blend, week ${week + 1}`, each]),
    ['blend, mean', four],
  ]);
  return {
    handbook_auc: one.auc,
    handbook_ap: one.ap,
    handbook_cp100: one.cp100,
    handbook_ece: one.ece,
    handbook_four_weeks_auc: four.auc,
    handbook_four_weeks_ap: four.ap,
    handbook_four_weeks_cp100: four.cp100,
  };
}

/** The other sets, each with the best that was found beside the data. */
export async function otherSetsBench(): Promise<Metrics> {
  const sets = ['sparkov', 'taiwan', 'german'] as const;
  const anchors = { sparkov: [0.996, 0.974], taiwan: [0.781, 0.549], german: [0.8, 0.674] } as const;
  const measured = await runJobs(sets.map((set) => ({ set, seed: 1 })));
  const rows = sets.map((set, place) => {
    const { auc, ap, ece } = measured[place]!;
    return [set, auc.toFixed(4), String(anchors[set][0]), ap.toFixed(4), String(anchors[set][1]), ece.toFixed(4)];
  });
  process.stdout.write(`\n${textTable(['other sets', 'AUC', 'anchor', 'AP', 'anchor', 'ECE'], rows)}\n\n`);
  return Object.fromEntries(
    sets.flatMap((set, place) => [
      [`${set}_auc`, measured[place]!.auc],
      [`${set}_ap`, measured[place]!.ap],
    ]),
  );
}

function show(title: string, rows: readonly (readonly [string, Figures])[]): void {
  const cells = rows.map(([name, { auc, ap, cp100, ece }]) => [
    name,
    auc.toFixed(4),
    ap.toFixed(4),
    cp100.toFixed(4),
    ece?.toFixed(4) ?? '',
  ]);
  process.stdout.write(`\n${textTable([title, 'AUC', 'AP', 'CP@100', 'ECE'], cells)}\n\n`);
}
