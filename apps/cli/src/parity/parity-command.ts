import type { Command } from 'commander';
import { loadPolicy, ParityCheck, type DecisionLog, type HistoryEntry, type ParityReport, type Policy } from '@gavel/engine';
import { InProcessCounters } from '@gavel/store';
import { openLog } from '../backtest/log-source.js';
import { policyInFolder } from '../flows/policy-folder.js';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import { showProgress, type Progress } from '../demo/progress.js';
import { wholeNumber } from '../whole-number.js';
import { renderParity } from './render-parity.js';

interface ParityOptions {
  readonly rules?: string;
  readonly sample: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

const SAMPLE = 10_000;
/** Decisions whose records are fetched at once. */
const BATCH = 500;

/** `gavel parity`. */
export function registerParity(program: Command, context: CommandContext): void {
  program
    .command('parity')
    .description('replay what arrived in a flow and compare the features of served decisions with what they come to now')
    .argument('<flow>', 'name of the flow')
    .option(
      '--sample <n>',
      `decisions compared, spread evenly (default: ${SAMPLE.toLocaleString('en-GB')})`,
      wholeNumber(1, 100_000_000),
      SAMPLE,
    )
    .option('--all', 'compare every decision')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nEverything that arrived (requests, events, labels) is counted again in the order of its sequence, so each decision sees exactly what had arrived before it.\nThe log is that of DATABASE_URL, or of the embedded database in GAVEL_DATA_DIR (.gavel), also while the service runs.\nExit code: 0 the same, 1 a feature differs that should not, 2 asked wrongly.',
    )
    .action((flow: string, options: ParityOptions) => parity(flow, options, context));
}

async function parity(
  flow: string,
  { rules, sample, all, json }: ParityOptions,
  { terminal, settings, finish }: CommandContext,
): Promise<void> {
  const policy = await policyInFolder(rules ?? settings().rulesDir, flow);
  const store = await openLog(settings());
  try {
    const total = await store.log.countRecorded(flow, {});
    if (total === 0) throw new CommandFailure(2, `There is no decision of ${flow} in ${store.describe()}.`);
    const every = all === true ? 1 : Math.max(1, Math.floor(total / sample));
    terminal.err(
      `Replaying what arrived in ${flow}, comparing ${every === 1 ? 'every decision' : `one decision in ${every}`} of ${store.describe()} …`,
    );
    const report = await replay(store.log, policy, { every, progress: showProgress(terminal, total, () => performance.now()) });
    terminal.out(json === true ? JSON.stringify(report, null, 2) : renderParity(report));
    if (report.mismatches > 0) finish(1);
  } finally {
    await store.close();
  }
}

/** Replays a flow's history against fresh counters and compares one decision in `every`. */
async function replay(
  log: DecisionLog,
  policy: Policy,
  { every, progress }: { readonly every: number; readonly progress?: Progress },
): Promise<ParityReport> {
  const counters = new InProcessCounters();
  const check = new ParityCheck({
    policy,
    counters,
    policyOf: (hash) => keptPolicy(log, policy.flow.name, hash),
    hasEvicted: () => counters.stats().evictedKeys > 0 || counters.stats().foldedEvents > 0,
  });
  let decisions = 0;
  let batch: HistoryEntry[] = [];
  const work = async (): Promise<void> => {
    const chosen = new Set<string>();
    for (const entry of batch) if (entry.what === 'decision' && decisions++ % every === 0) chosen.add(entry.decisionId);
    const records = await log.findMany([...chosen]);
    for (const entry of batch) await check.take(entry, entry.what === 'decision' ? records.get(entry.decisionId) : undefined);
    batch = [];
    progress?.report(decisions);
  };
  for await (const entry of log.history(policy.flow.name)) {
    batch.push(entry);
    if (batch.length >= BATCH) await work();
  }
  await work();
  progress?.end(decisions);
  return check.report();
}

async function keptPolicy(log: DecisionLog, flow: string, hash: string): Promise<Policy | undefined> {
  const files = await log.findPolicy(flow, hash);
  const loaded = files === undefined ? undefined : loadPolicy(files);
  return loaded?.ok === true ? loaded.value : undefined;
}
