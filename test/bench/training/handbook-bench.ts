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

type HandbookJob = Extract<FitJob, { set: 'handbook' }>;

/**
 * The Handbook's protocol on one test week and on four in a row: the blend over five seeds, on the fifteen features and with ratios of them, and
 * the baselines beside it on both.
 */
export async function handbookBench(): Promise<Metrics> {
  const metrics: (HandbookMeasured & Pick<HandbookJob, 'features'>)[] = [];
  for (const features of ['with-ratios', 'fifteen'] as const) metrics.push({ features, ...(await measureOn(features)) });
  for (const { features, weeks, seeds, baselines } of metrics) {
    const named = features === 'fifteen' ? 'the fifteen features' : 'the fifteen and ratios of them';
    show(`Handbook, one test week, ${named}`, [
      ...PUBLISHED.one,
      ...BASELINES.map((name, place): [string, Figures] => [name, baselines[place]!]),
      ...seeds.map((each, place): [string, Figures] => [`blend, seed ${SEEDS[place]}`, each]),
      ['blend, mean of 5 seeds', meanOf(seeds)],
    ]);
    // The data ends on 2018-08-31: the fourth week has three days.
    show(`Handbook, four test weeks, ${named}`, [
      ...PUBLISHED.four,
      ...weeks.map((each, week): [string, Figures] => [`blend, week ${week + 1}`, each]),
      ['blend, mean', meanOf(weeks)],
    ]);
  }
  return Object.assign({}, ...metrics.map(({ features, seeds, weeks }) => metricsOf(features, meanOf(seeds), meanOf(weeks))));
}

interface HandbookMeasured {
  readonly seeds: readonly Measured[];
  /** The first is that of the first seed. */
  readonly weeks: readonly Measured[];
  readonly baselines: readonly Measured[];
}

async function measureOn(features: HandbookJob['features']): Promise<HandbookMeasured> {
  const job = (recipe: HandbookJob['recipe'], seed: number, week: number): FitJob => ({ set: 'handbook', features, recipe, seed, week });
  const all = await runJobs([
    ...SEEDS.map((seed) => job('blend', seed, 0)),
    ...LATER_WEEKS.map((week) => job('blend', 1, week)),
    ...BASELINES.map((recipe) => job(recipe, 1, 0)),
  ]);
  const seeds = all.slice(0, SEEDS.length);
  return {
    seeds,
    weeks: [seeds[0]!, ...all.slice(SEEDS.length, SEEDS.length + LATER_WEEKS.length)],
    baselines: all.slice(SEEDS.length + LATER_WEEKS.length),
  };
}

/** What would be published is the blend with ratios: it goes by the plain names. */
function metricsOf(features: HandbookJob['features'], one: Measured, four: Measured): Metrics {
  const name = features === 'fifteen' ? 'handbook_fifteen' : 'handbook';
  return {
    [`${name}_auc`]: one.auc,
    [`${name}_ap`]: one.ap,
    [`${name}_cp100`]: one.cp100,
    [`${name}_ece`]: one.ece,
    [`${name}_four_weeks_auc`]: four.auc,
    [`${name}_four_weeks_ap`]: four.ap,
    [`${name}_four_weeks_cp100`]: four.cp100,
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
