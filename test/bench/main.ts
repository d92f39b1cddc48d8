import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { modelSuite } from './model/model-suite.js';
import { differentialSuite } from './rules/differential-suite.js';
import { rulesSuite } from './rules/rules-suite.js';
import { machine, type Suite } from './metrics.js';
import { trainingSuite } from './training/training-suite.js';

const SUITES: readonly Suite[] = [rulesSuite, differentialSuite, trainingSuite, modelSuite];
const USAGE = `npm run bench -- SUITE [--json FILE] [--seed N] [--pairs N]\nSuites: ${SUITES.map(({ name }) => name).join(', ')}`;

/** Runs one suite; with `--json` writes `{suite, machine, metrics}` too. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, seed: { type: 'string' }, pairs: { type: 'string', default: '100000' } },
  });
  const suite = SUITES.find(({ name }) => name === positionals[0]);
  if (suite === undefined || positionals.length > 1) throw new Error(USAGE);
  // Only the differential draws a new seed each time: figures are compared between runs.
  const seed = values.seed === undefined ? (suite === differentialSuite ? Date.now() % 2 ** 31 : 1) : Number(values.seed);
  const metrics = await suite.run({ seed, pairs: Number(values.pairs) });
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ suite: suite.name, machine: machine(), metrics }, undefined, 2)}\n`);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
