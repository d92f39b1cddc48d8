import { compareWithLibrary } from '../../../packages/engine/src/rules/testing/differential.js';
import type { Suite } from '../metrics.js';
import { table } from '../table.js';

/** Compares every compiled form with json-rules-engine on random rules and facts; fails at the first difference that is not intended. */
export const differentialSuite: Suite = {
  name: 'differential',
  run: async ({ seed, pairs: wanted }) => {
    process.stdout.write(`Seed ${seed}: the same seed draws the same rules and facts again.\n`);
    const { pairs, drawn, met, answers } = await compareWithLibrary(wanted, seed);
    const rowsOf = (counts: ReadonlyMap<string | boolean | undefined, number>): string[][] =>
      [...counts]
        .toSorted((a, b) => b[1] - a[1])
        .map(([name, count]) => [name === undefined ? 'unknown' : String(name), count.toLocaleString('en')]);
    process.stdout.write(
      `\n${table(['drawn in rules', 'times'], rowsOf(drawn))}\n\n${table(['intended difference', 'met'], rowsOf(met))}\n`,
    );
    process.stdout.write(
      `\n${table(['answer', 'times'], rowsOf(answers))}\n\n${pairs.toLocaleString('en')} pairs, 0 unexplained differences.\n`,
    );
    return {
      differential_pairs: pairs,
      differential_unexplained: 0,
      differential_seed: seed,
      differential_rarest: Math.min(...drawn.values(), ...met.values()),
    };
  },
};
