import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Only this comparison needs them, so they are installed here, at the first run, and are nobody's dependencies. */
export const VERSIONS = { '@gorules/zen-engine': '0.54.0', 'json-logic-engine': '5.0.7' } as const;
const FOLDER = resolve(import.meta.dirname, '../../../node_modules/.cache/gavel/rule-engines');

/** Installs the libraries that rules are compared with; rejects when npm cannot. */
export async function installContenders(): Promise<void> {
  if (Object.keys(VERSIONS).every((name) => existsSync(join(FOLDER, 'node_modules', name, 'package.json')))) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'package.json'), '{"private":true}');
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  await promisify(execFile)('npm', ['install', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund', ...packages]);
}

/** Loads one of them; the caller knows what is in it. */
export function loadContender(name: keyof typeof VERSIONS): unknown {
  return createRequire(join(FOLDER, 'package.json'))(name);
}
