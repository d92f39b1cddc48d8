import type { FeatureColumn, FeatureTable } from '@gavel/models';
import { dataFile } from './data-file.js';
import { handbookFeatures } from './handbook-features.js';
import { handbookRatios } from './handbook-ratios.js';
import { readColumns } from './data-columns.js';

const MONTHS = ['04', '05', '06', '07', '08'] as const;

/** All payments of the Handbook's data with their fifteen features, and what can be worked out from these alone if asked for; groups are customers. */
export function handbookTable(features: 'fifteen' | 'with-ratios'): FeatureTable & { readonly ids: Float64Array } {
  const data = readColumns(
    MONTHS.map((month) => dataFile(`handbook/handbook_tx_2018-${month}.csv.gz`)),
    {
      TRANSACTION_ID: 'number',
      TX_DATETIME: 'time',
      CUSTOMER_ID: 'number',
      TERMINAL_ID: 'number',
      TX_AMOUNT: 'number',
      TX_FRAUD: 'number',
    },
  );
  const payments = {
    timesMs: data.number('TX_DATETIME'),
    customers: data.number('CUSTOMER_ID'),
    terminals: data.number('TERMINAL_ID'),
    amounts: data.number('TX_AMOUNT'),
    frauds: data.number('TX_FRAUD'),
  };
  const fifteen = handbookFeatures(payments);
  const all = features === 'fifteen' ? [...fifteen] : [...fifteen, ...handbookRatios(fifteen)];
  const columns = new Map<string, FeatureColumn>(all.map(([name, values]) => [name, { kind: 'number', values }]));
  const { timesMs, customers } = payments;
  return {
    rows: timesMs.length,
    columns,
    labels: Uint8Array.from(payments.frauds),
    timesMs,
    groups: customers,
    ids: data.number('TRANSACTION_ID'),
  };
}
