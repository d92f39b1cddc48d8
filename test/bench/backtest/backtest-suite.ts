import { logSource, runBacktest, type BacktestTerms, type DecisionSource } from '@gavel/backtest';
import type { BacktestReport, Policy } from '@gavel/engine';
import { openStore } from '@gavel/store';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMs } from '../cpu-time.js';
import type { Metrics, Suite } from '../metrics.js';
import { writeDecisionFile } from './decision-file.js';
import { fillLog } from './fill-log.js';
import { generatedDecisions, policyOfRules } from './generated-decisions.js';

const RULES = 200;
const MILLION = 1_000_000;
const AS_OF_MS = Date.parse('2026-04-01T00:00:00Z');

/** What came of one run. */
interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly report: BacktestReport;
}

/** A changed policy over recorded decisions, each also judged again by the policy that decided and compared with its record. */
export const backtestSuite: Suite = {
  name: 'backtest',
  run: async ({ seed, decisions, withLog }) => {
    const dir = await mkdtemp(join(tmpdir(), 'gavel-bench-'));
    try {
      const current = policyOfRules(RULES, 0);
      return await measure({ dir, seed, decisions, withLog, current });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

interface Measuring {
  readonly dir: string;
  readonly seed: number;
  readonly decisions: number;
  readonly withLog: boolean;
  readonly current: Policy;
}

async function measure({ dir, seed, decisions, withLog, current }: Measuring): Promise<Metrics> {
  const drawn = (): ReturnType<typeof generatedDecisions> => generatedDecisions(current, decisions, seed);
  process.stdout.write(`${decisions.toLocaleString('en')} decisions, ${RULES} rules, ${availableParallelism()} threads; seed ${seed}\n`);
  const file = await writeDecisionFile(join(dir, 'decisions.jsonl'), drawn(), current.hash);
  const fromFile = await timed({ batches: file.batches(), findPolicy: async () => current.files });
  print('from a file of records', fromFile);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const { report, seconds, cpuSeconds } = fromFile;
  const { judgedAgain, same } = report.sameVerdicts;
  const fromLog = withLog ? await timedOverLog(dir, drawn(), current) : undefined;
  if (fromLog !== undefined) print('from the embedded PostgreSQL', fromLog);
  const size = decisions === MILLION ? '1m' : String(decisions);
  return {
    [`backtest_${size}_s`]: seconds,
    [`backtest_${size}_cpu_s`]: cpuSeconds,
    backtest_peak_mb: Math.round(peakMb),
    backtest_same_verdict_share: judgedAgain === 0 ? 0 : same / judgedAgain,
    backtest_judged_again: judgedAgain,
    backtest_hits_per_decision: report.rules.reduce((sum, rule) => sum + rule.hits.value, 0) / report.decisions.compared,
    load_average: loadavg()[0] ?? 0,
    ...(fromLog === undefined ? {} : { [`backtest_log_${size}_s`]: fromLog.seconds, [`backtest_log_${size}_cpu_s`]: fromLog.cpuSeconds }),
  };
}

async function timed(source: DecisionSource): Promise<Measured> {
  const terms: BacktestTerms = {
    candidate: { files: policyOfRules(RULES, 20).files },
    asOfMs: AS_OF_MS,
    labelAgeDays: 45,
    presumeGenuine: false,
  };
  const startMs = performance.now();
  const startCpuMs = cpuMs();
  const { report } = await runBacktest(source, terms);
  return { seconds: (performance.now() - startMs) / 1000, cpuSeconds: (cpuMs() - startCpuMs) / 1000, report };
}

async function timedOverLog(dir: string, decisions: ReturnType<typeof generatedDecisions>, current: Policy): Promise<Measured> {
  const store = await openStore({ dataDir: join(dir, 'data') });
  try {
    await store.log.keepPolicy(current.flow.name, current.hash, current.files);
    await fillLog(store.databaseUrl, decisions);
    return await timed(logSource(store.log, current.flow.name, {}));
  } finally {
    await store.close();
  }
}

function print(what: string, { seconds, cpuSeconds, report }: Measured): void {
  const { judgedAgain, same } = report.sameVerdicts;
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(
    `${what}: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor; ${same} of ${judgedAgain} verdicts the same; peak ${peakMb} MB; load ${(loadavg()[0] ?? 0).toFixed(1)}\n`,
  );
}
