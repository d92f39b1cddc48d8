import { describe, expect, it } from 'vitest';
import { readColumns } from '../bench/training/data-columns.js';
import { dataFile, hasData } from '../bench/training/data-file.js';
import { handbookTable } from '../bench/training/handbook-table.js';

if (!hasData()) process.stderr.write('not run: the Handbook features, because its data set is not there\n');

describe.runIf(hasData())('the features of the Handbook', () => {
  it('are the published ones', { timeout: 300_000 }, () => {
    const table = handbookTable('fifteen');
    const names = [...table.columns.keys()];
    const published = readColumns(
      [dataFile('handbook/handbook_features_check.csv.gz')],
      Object.fromEntries(['TRANSACTION_ID', ...names].map((name) => [name, 'number'])),
    );
    const rowOf = new Map([...table.ids].map((id, row) => [id, row]));
    const ids = published.number('TRANSACTION_ID');
    // The published rows reach beyond the months that the data set has.
    const known = [...ids].flatMap((id, place) => (rowOf.has(id) ? [[rowOf.get(id)!, place] as const] : []));
    expect([ids.length, known.length]).toEqual([2500, 2082]);
    for (const name of names) {
      const values = table.columns.get(name)!.values;
      const worst = known.reduce((most, [row, place]) => Math.max(most, Math.abs(values[row]! - published.number(name)[place]!)), 0);
      expect([name, worst < 1e-6]).toEqual([name, true]);
    }
  });
});
