import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** One row, by column name. */
export type CsvRow = Readonly<Record<string, string>>;

/** Rows of a compressed CSV file without quotes, one by one. */
export async function* csvRows(file: string): AsyncGenerator<CsvRow> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity });
  let names: readonly string[] | undefined;
  for await (const line of lines) {
    const cells = line.split(',');
    if (names === undefined) names = cells;
    else yield Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  }
}

/** RFC 3339 of a time as data sets write it, taken as UTC: `2018-04-01 00:00:31`. */
export function timestampOf(text: string): string {
  return `${text.replace(' ', 'T')}Z`;
}
