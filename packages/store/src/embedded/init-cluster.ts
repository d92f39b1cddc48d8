import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { embeddedError } from './binaries.js';
import { isStillRunning, startMarkOf } from './process-state.js';
import type { RunAs } from './run-as.js';

const run = promisify(execFile);
const INITDB_TIMEOUT_MS = 120_000;
/** The only role there is; it owns the database `postgres`. */
export const EMBEDDED_USER = 'gavel';

/**
 * Makes the cluster unless it is there. It is made under a name of its own and renamed when complete, so that an interrupted
 * initdb leaves nothing that looks like data.
 */
export async function initCluster(clusterDir: string, initdb: string, runAs: RunAs): Promise<void> {
  await sweepUnfinished(clusterDir);
  if (existsSync(join(clusterDir, 'PG_VERSION'))) return;
  const mark = `${process.pid}-${startMarkOf(process.pid)}-${randomBytes(4).toString('hex')}`;
  const unfinished = `${clusterDir}.init-${mark}`;
  const pwfile = `${unfinished}.password`;
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(pwfile, passwordOf(clusterDir), { mode: 0o600 });
    if (runAs.owner !== undefined) for (const path of [unfinished, pwfile]) chownSync(path, runAs.owner.uid, runAs.owner.gid);
    // Local sockets are guarded by the folder they lie in; a port, which only Windows uses, by the password.
    const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${pwfile}`];
    const args = ['-D', unfinished, '-U', EMBEDDED_USER, ...auth, '-E', 'UTF8', '--no-locale', '--no-instructions'];
    const [command, ...rest] = runAs.command(initdb, args);
    await run(command, rest, { cwd: dirname(clusterDir), timeout: INITDB_TIMEOUT_MS, windowsHide: true });
    renameSync(unfinished, clusterDir);
  } catch (error) {
    // Another process that starts at the same time may have been faster; the data are its.
    if (existsSync(join(clusterDir, 'PG_VERSION'))) return;
    const details = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
    throw embeddedError(`initdb failed in ${dirname(clusterDir)}: ${details || String(error)}`, { cause: error });
  } finally {
    for (const path of [unfinished, pwfile]) await removed(path);
  }
}

/** The password of the role over a port: made once, kept beside the cluster, readable by its owner alone. */
export function passwordOf(clusterDir: string): string {
  const file = `${clusterDir}.password`;
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

async function sweepUnfinished(clusterDir: string): Promise<void> {
  const prefix = `${basename(clusterDir)}.init-`;
  for (const name of readdirSync(dirname(clusterDir))) {
    if (!name.startsWith(prefix)) continue;
    const [pid, startMark] = name.slice(prefix.length).split(/[-.]/);
    if (isStillRunning(Number(pid), startMark ?? '')) continue;
    await removed(join(dirname(clusterDir), name));
  }
}

/**
 * Removes what an initdb left. An initdb whose starter was killed outlives it and may still be writing files into the folder
 * that goes, so the removal is tried again until initdb has noticed. What is left after that hinders nobody: it has a name of
 * its own, and the next start tries once more.
 */
async function removed(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
  }
}
