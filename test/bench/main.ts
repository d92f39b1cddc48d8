import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { backtestSuite } from './backtest/backtest-suite.js';
import { modelSuite } from './model/model-suite.js';
import { differentialSuite } from './rules/differential-suite.js';
import { featuresSuite } from './features/features-suite.js';
import { reloadSuite } from './reload/reload-suite.js';
import { rulesSuite } from './rules/rules-suite.js';
import { machine, type Suite } from './metrics.js';
import { trainingSuite } from './training/training-suite.js';

const SUITES: readonly Suite[] = [rulesSuite, differentialSuite, backtestSuite, featuresSuite, modelSuite, reloadSuite, trainingSuite];
const USAGE = `npm run bench -- SUITE [--json FILE] [--seed N] [--pairs N] [--decisions N] [--log] [--property N]
Suites: ${SUITES.map(({ name }) => name).join(', ')}`;

/** Runs one suite; with `--json` writes `{suite, machine, metrics}` too. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      seed: { type: 'string' },
      pairs: { type: 'string', default: '100000' },
      decisions: { type: 'string', default: '1000000' },
      log: { type: 'boolean', default: false },
      property: { type: 'string', default: '200' },
    },
  });
  const suite = SUITES.find(({ name }) => name === positionals[0]);
  if (suite === undefined || positionals.length > 1) throw new Error(USAGE);
  // Only the differential draws a new seed each time: figures are compared between runs.
  const seed = values.seed === undefined ? (suite === differentialSuite ? Date.now() % 2 ** 31 : 1) : Number(values.seed);
  const { pairs, decisions, log: withLog, property } = values;
  const metrics = await suite.run({ seed, pairs: Number(pairs), decisions: Number(decisions), withLog, property: Number(property) });
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ suite: suite.name, machine: machine(), metrics }, undefined, 2)}\n`);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
