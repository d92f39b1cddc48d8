import { pathToFileURL } from 'node:url';
import { createBacktest, type Policy, type RecordedDecision } from '@gavel/engine';
import { generatedDecisions, policyOfRules } from './generated-decisions.js';

/** How much is backtested; less in a test. */
export interface BacktestBenchOptions {
  readonly decisions?: number;
  readonly rules?: number;
}

/** Decisions are made in such portions, and only judging them is timed. */
const PORTION = 5000;
const AS_OF_MS = Date.parse('2026-04-01T00:00:00Z');

/**
 * A changed policy over recorded decisions, each also judged again by the policy that decided and compared with its record.
 * Metrics: `backtest_1m_s` (seconds for the whole; each decision is parsed from the JSON of the log, as from a database),
 * `backtest_cpu_s` (of that, processor time: on a busy machine the first is longer), `backtest_peak_mb` (most memory
 * of the process), `backtest_same_verdict_share`, and the decisions, rules and hits it rests on.
 */
export async function runBacktestBench({ decisions = 1_000_000, rules = 200 }: BacktestBenchOptions = {}): Promise<{
  metrics: Record<string, number>;
}> {
  const current = policyOfRules(rules, 0);
  const candidate = policyOfRules(rules, 20);
  const backtest = createBacktest({
    candidate,
    recorded: new Map([[current.hash, current]]),
    asOfMs: AS_OF_MS,
    labelAgeDays: 45,
    presumeGenuine: false,
  });
  let spentMs = 0;
  let cpuMs = 0;
  for (const portion of portions(current, decisions)) {
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    for (const line of portion) {
      const decision: RecordedDecision = JSON.parse(line);
      backtest.add(decision);
    }
    spentMs += performance.now() - startMs;
    const { user, system } = process.cpuUsage(startCpu);
    cpuMs += (user + system) / 1000;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const startMs = performance.now();
  const report = backtest.finish();
  spentMs += performance.now() - startMs;
  const { judgedAgain, same } = report.sameVerdicts;
  const hits = report.rules.reduce((sum, rule) => sum + rule.hits.value, 0);
  return {
    metrics: {
      // Fewer decisions are not what the name promises.
      [decisions === 1_000_000 ? 'backtest_1m_s' : 'backtest_s']: spentMs / 1000,
      backtest_cpu_s: cpuMs / 1000,
      backtest_peak_mb: process.resourceUsage().maxRSS / 1024,
      backtest_same_verdict_share: judgedAgain === 0 ? 0 : same / judgedAgain,
      backtest_decisions: report.decisions.compared,
      backtest_rules: report.rules.length,
      backtest_hits_per_decision: hits / report.decisions.compared,
    },
  };
}

function* portions(policy: Policy, count: number): Generator<readonly string[]> {
  let portion: string[] = [];
  for (const decision of generatedDecisions(policy, count)) {
    portion.push(JSON.stringify(decision));
    if (portion.length < PORTION) continue;
    yield portion;
    portion = [];
  }
  yield portion;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [decisions, rules] = process.argv.slice(2).map(Number);
  const { metrics } = await runBacktestBench({
    ...(decisions === undefined ? {} : { decisions }),
    ...(rules === undefined ? {} : { rules }),
  });
  console.log(JSON.stringify(metrics, undefined, 2));
}
