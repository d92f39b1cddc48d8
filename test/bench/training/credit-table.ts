import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FeatureColumn, FeatureTable, Slices } from '@gavel/models';
import { dataFile } from './data-file.js';

/** A credit set: `categories` are codes without an order, `ignored` no features. It has no times: rows stand for them. */
export function creditTable(
  file: string,
  label: string,
  { categories, ignored }: { readonly categories: readonly string[]; readonly ignored: readonly string[] },
): FeatureTable {
  const lines = gunzipSync(readFileSync(dataFile(file)))
    .toString('utf8')
    .trim()
    .split(/\r?\n/);
  const header = lines[0]!.split(',');
  const cells = lines.slice(1).map((line) => line.split(','));
  const columnOf = (name: string): FeatureColumn => {
    const place = header.indexOf(name);
    const texts = cells.map((row) => row[place]!);
    if (!categories.includes(name)) return { kind: 'number', values: Float64Array.from(texts, Number) };
    const names = [...new Set(texts)];
    return { kind: 'category', values: Float64Array.from(texts, (text) => names.indexOf(text)), names };
  };
  const features = header.filter((name) => name !== label && !ignored.includes(name));
  const order = Float64Array.from(cells, (_, row) => row);
  return {
    rows: cells.length,
    columns: new Map(features.map((name) => [name, columnOf(name)])),
    labels: Uint8Array.from(columnOf(label).values),
    timesMs: order,
    groups: order,
  };
}

/** The anchors' split: held out are rows whose number ends in 7, 8 or 9; the last two digits of the others watch. */
export function digitSlices({ rows }: FeatureTable): Slices {
  const ofDigits = (from: number, to: number): Uint32Array =>
    Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => row % 10 >= from && row % 10 <= to);
  return { learn: ofDigits(0, 4), watch: ofDigits(5, 6), refit: ofDigits(0, 6), heldOut: ofDigits(7, 9) };
}
