import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/data');

/** The path of a data set, which is no part of the project; throws when it is not there. */
export function dataFile(name: string): string {
  const path = resolve(FOLDER, name);
  if (existsSync(path)) return path;
  throw new Error(`${path} is not there: this needs the data sets that docs/benchmarks.md names`);
}

/** Whether the data sets are there. */
export function hasData(): boolean {
  return existsSync(FOLDER);
}
