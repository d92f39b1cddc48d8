import type { FeatureColumn, FeatureTable } from '@gavel/models';
import { dataFile } from './data-file.js';
import { readColumns } from './data-columns.js';
import { KeyWindows } from './key-windows.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365.25 * DAY_MS;
const WINDOWS_MS = { '1h': HOUR_MS, '1d': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;

/** The Sparkov payments with how fast card, merchant, and card in the category, have been paying; groups are cards. */
export function sparkovTable(): FeatureTable {
  const data = readColumns([dataFile('sparkov/sparkov_2019-01_05.csv.gz')], {
    tx_datetime: 'time',
    card_id: 'number',
    merchant_id: 'number',
    category: 'text',
    amount: 'number',
    gender: 'text',
    dob: 'text',
    city_pop: 'number',
    home_lat: 'number',
    home_long: 'number',
    merch_lat: 'number',
    merch_long: 'number',
    is_fraud: 'number',
  });
  const [times, amounts, cards] = [data.number('tx_datetime'), data.number('amount'), data.number('card_id')];
  const categories = codesOf(data.text('category'));
  const number = (values: Float64Array): FeatureColumn => ({ kind: 'number', values });
  const each = (of: (row: number) => number): FeatureColumn => number(Float64Array.from(times, (_, row) => of(row)));
  const columns = new Map<string, FeatureColumn>([
    ['amount', number(amounts)],
    ['hour', each((row) => new Date(times[row]!).getUTCHours())],
    ['weekday', each((row) => new Date(times[row]!).getUTCDay())],
    ['category', { kind: 'category', values: categories.codes, names: categories.names }],
    ['isMale', each((row) => (data.text('gender')[row] === 'M' ? 1 : 0))],
    ['ageYears', each((row) => (times[row]! - Date.parse(data.text('dob')[row]!)) / YEAR_MS)],
    ['cityPopulation', number(data.number('city_pop'))],
    ['homeDistance', each((row) => distance(row, data.number))],
  ]);
  const keys = {
    card: cards,
    merchant: data.number('merchant_id'),
    cardCategory: cards.map((card, row) => card * 100 + categories.codes[row]!),
  };
  for (const [name, key] of Object.entries(keys)) addWindows(columns, name, new KeyWindows(times, key, amounts));
  return { rows: times.length, columns, labels: Uint8Array.from(data.number('is_fraud')), timesMs: times, groups: cards };
}

function addWindows(columns: Map<string, FeatureColumn>, name: string, windows: KeyWindows): void {
  for (const [length, ms] of Object.entries(WINDOWS_MS)) {
    const { counts, means, ratios } = windows.over(ms);
    columns.set(`${name}Count${length}`, { kind: 'number', values: counts });
    columns.set(`${name}Mean${length}`, { kind: 'number', values: means });
    columns.set(`${name}Ratio${length}`, { kind: 'number', values: ratios });
  }
  columns.set(`${name}SinceLast`, { kind: 'number', values: windows.sinceLast() });
}

/** Degrees, without regard to the earth being round: only the order matters. */
function distance(row: number, of: (name: string) => Float64Array): number {
  return Math.hypot(of('home_lat')[row]! - of('merch_lat')[row]!, of('home_long')[row]! - of('merch_long')[row]!);
}

function codesOf(texts: readonly string[]): { readonly codes: Float64Array; readonly names: readonly string[] } {
  const names = [...new Set(texts)];
  const places = new Map(names.map((name, place) => [name, place]));
  return { codes: Float64Array.from(texts, (text) => places.get(text)!), names };
}
