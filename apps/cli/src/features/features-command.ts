import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { describeFeatures, loadPolicy, type FeatureDescription } from '@gavel/engine';
import { runningDatabaseUrl } from '@gavel/store';
import { openLog } from '../backtest/log-source.js';
import type { CommandContext } from '../command-context.js';
import { CommandFailure } from '../command-failure.js';
import type { Settings } from '../config.js';
import { faultBlock } from '../fault-block.js';
import { chosenFlows } from '../flows/chosen-flows.js';
import { wholeNumber } from '../whole-number.js';
import { rangesSeen, type SeenRange } from './ranges-seen.js';
import { featuresMarkdown, renderFeatures } from './render-features.js';

/** The catalogue of one flow, documented. */
export interface FlowFeatures {
  readonly flow: string;
  readonly policy: string;
  readonly features: readonly (FeatureDescription & { readonly seen?: SeenRange })[];
  /** Decisions that `seen` rests on; absent: no decision log was looked at. */
  readonly decisions?: number;
}

interface FeaturesOptions {
  readonly rules?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly seen: boolean;
  readonly most: number;
}

const MOST = 20_000;

/** `gavel features`. */
export function registerFeatures(program: Command, context: CommandContext): void {
  program
    .command('features')
    .description('the catalogue of features: type, unit, definition in words, what missing means, range seen, cost')
    .argument('[flow...]', 'names of the flows (default: all)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--json', 'print the catalogue as JSON')
    .option('--markdown', 'print the catalogue as Markdown, for documentation')
    .option('--no-seen', 'do not look into the decision log for the values seen')
    .option(
      '--most <n>',
      `decisions looked at for the values seen (default: ${MOST.toLocaleString('en-GB')})`,
      wholeNumber(1, 10_000_000),
      MOST,
    )
    .addHelpText(
      'after',
      '\nValues seen are those of the first decisions in DATABASE_URL, or in the embedded database in GAVEL_DATA_DIR (.gavel), where there is one.',
    )
    .action((flows: readonly string[], options: FeaturesOptions) => features(flows, options, context));
}

async function features(flows: readonly string[], options: FeaturesOptions, { terminal, settings }: CommandContext): Promise<void> {
  const folders = await chosenFlows(options.rules ?? settings().rulesDir, flows);
  const policies = folders.map(({ dir, files }) => {
    const loaded = loadPolicy(files);
    if (loaded.ok) return loaded.value;
    throw new CommandFailure(1, `The flow in ${dir} has faults:\n${faultBlock(loaded.faults)}`);
  });
  const store = options.seen && hasLog(settings()) ? await openLog(settings()) : undefined;
  try {
    const told: FlowFeatures[] = [];
    for (const policy of policies) {
      const seen = store === undefined ? undefined : await rangesSeen(store.log, policy.flow.name, options.most);
      told.push({
        flow: policy.flow.name,
        policy: policy.hash,
        features: describeFeatures(policy).map((feature) => {
          const range = seen?.ranges.get(feature.name);
          return range === undefined ? feature : { ...feature, seen: range };
        }),
        ...(seen === undefined ? {} : { decisions: seen.decisions }),
      });
    }
    terminal.out(textOf(told, options));
  } finally {
    await store?.close();
  }
}

function textOf(told: readonly FlowFeatures[], { json, markdown }: FeaturesOptions): string {
  if (json === true) return JSON.stringify({ flows: told }, null, 2);
  return told.map(markdown === true ? featuresMarkdown : renderFeatures).join('\n\n');
}

function hasLog({ databaseUrl, dataDir }: Settings): boolean {
  return databaseUrl !== undefined || runningDatabaseUrl(dataDir) !== undefined || existsSync(join(resolve(dataDir), 'postgres'));
}
