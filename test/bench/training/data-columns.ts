import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Named columns of a gzip CSV without quotes, all rows; texts where `texts` names the column, else numbers. */
export function readColumns(paths: readonly string[], wanted: Readonly<Record<string, 'number' | 'text' | 'time'>>): DataColumns {
  const numbers = new Map<string, number[]>();
  const texts = new Map<string, string[]>();
  for (const [name, kind] of Object.entries(wanted)) {
    if (kind === 'text') texts.set(name, []);
    else numbers.set(name, []);
  }
  for (const path of paths) {
    const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
    const header = lines[0]!.trimEnd().split(',');
    const places = Object.entries(wanted).map(([name, kind]) => ({ place: header.indexOf(name), kind, name }));
    const missing = places.find(({ place }) => place === -1);
    if (missing !== undefined) throw new Error(`${path} has no column ${missing.name}`);
    for (let line = 1; line < lines.length; line += 1) {
      const text = lines[line]!;
      if (text === '') continue;
      const cells = text.split(',');
      for (const { place, kind, name } of places) {
        if (kind === 'text') texts.get(name)!.push(cells[place]!);
        else numbers.get(name)!.push(kind === 'time' ? timeMs(cells[place]!) : Number(cells[place]!));
      }
    }
  }
  const found = new Map([...numbers].map(([name, values]) => [name, Float64Array.from(values)]));
  return { number: (name) => found.get(name)!, text: (name) => texts.get(name)! };
}

/** Columns by name. */
export interface DataColumns {
  readonly number: (name: string) => Float64Array;
  readonly text: (name: string) => readonly string[];
}

/** `2018-07-25 13:05:09` as epoch milliseconds, taken for UTC. */
function timeMs(text: string): number {
  return Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`);
}
