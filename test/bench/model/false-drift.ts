import { DriftBins, DriftCounts, fitReference, reportDrift, type ScoredDecision } from '@gavel/engine';
import { randomDecisions, referenceRows, type PlantedShift } from '../../../packages/engine/src/testing/random-decisions.js';
import { seededNumbers } from '../../../packages/engine/src/testing/seeded-numbers.js';
import type { Metrics } from '../metrics.js';
import { figure, table } from '../table.js';

const RUNS = 200;
const DECISIONS = 5000;
const LOOK_EVERY = 500;
const REFERENCE_ROWS = 5000;
/** Ten decisions a second. */
const GAP_MS = 100;

const SHIFTS: readonly (readonly [string, PlantedShift, number])[] = [
  ['none', {}, RUNS],
  ['one number by 0.2 sd', { amount: 0.2 }, 20],
  ['one number by 0.5 sd', { amount: 0.5 }, 20],
  ['score by 0.5 in log-odds', { score: 0.5 }, 20],
  ['missing 1 % → 3 %', { missing: 0.03 }, 20],
  ['unseen category in 0.5 %', { unseen: 0.005 }, 20],
];

/** Share of streams with an alarm, and after how many decisions it came: 33 features, looked at ten times. */
export function falseDrift(seed: number): Metrics {
  const rows = SHIFTS.map(([name, shift, runs], index) => {
    const found = Array.from({ length: runs }, (_, run) => firstAlarm(seed * 1_000_003 + index * 10_007 + run, shift));
    const alarmed = found.filter((at) => at !== undefined);
    return { name, runs, share: alarmed.length / runs, latest: Math.max(0, ...alarmed) };
  });
  const lines = rows.map(({ name, runs, share, latest }) => [name, String(runs), `${figure(share * 100)} %`, String(latest)]);
  process.stdout.write(`${table(['planted shift', 'runs', 'with an alarm', 'latest after'], lines)}\n\n`);
  const planted = rows.slice(1);
  return {
    false_drift_share: rows[0]?.share ?? Number.NaN,
    planted_drift_found_share: Math.min(...planted.map(({ share }) => share)),
    planted_drift_latest_decisions: Math.max(...planted.map(({ latest }) => latest)),
  };
}

/** The number of decisions after which the first alarm came. */
function firstAlarm(seed: number, shift: PlantedShift): number | undefined {
  const random = seededNumbers(seed);
  const { scores, columns } = referenceRows(random, REFERENCE_ROWS);
  const counts = new DriftCounts(new DriftBins(fitReference(scores, columns)));
  const source = randomDecisions(random, shift);
  for (let decisions = 1; decisions <= DECISIONS; decisions += 1) {
    counts.add(decisions * GAP_MS, source.next().value as ScoredDecision);
    if (decisions % LOOK_EVERY !== 0) continue;
    const { recent, day } = reportDrift(counts, decisions * GAP_MS);
    if (recent.alarms.length + day.alarms.length > 0) return decisions;
  }
  return undefined;
}
