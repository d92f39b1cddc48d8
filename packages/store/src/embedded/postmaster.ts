import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedError } from './binaries.js';
import { commandLineOf, isAlive, isStillRunning, startMarkOf } from './process-state.js';

/** A server that stops at once on SIGINT and, should it hang, on SIGQUIT, which costs a recovery at the next start and no data. */
const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 5000;
const POLL_MS = 25;

/** What the files in a cluster's folder tell of the server that has it, or had it last. */
interface Postmaster {
  readonly pid: number;
  /** The process that started it, when that was one of ours. */
  readonly owner: { readonly pid: number; readonly startMark: string } | undefined;
}

/** Goes into the server's command line, and so into postmaster.opts: who to ask about this server. */
export function ownerMark(): string {
  return `gavel-${process.pid}-${startMarkOf(process.pid)}`;
}

/** The server that has the folder or had it last; undefined when it was stopped in order. */
function readPostmaster(clusterDir: string): Postmaster | undefined {
  const pid = Number.parseInt(textOf(join(clusterDir, 'postmaster.pid')), 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const mark = /cluster_name=gavel-(\d+)-(\d+)/.exec(textOf(join(clusterDir, 'postmaster.opts')));
  return { pid, owner: mark === null ? undefined : { pid: Number(mark[1]), startMark: mark[2] ?? '0' } };
}

/** The folder of the last server's socket, which outlives a server whose owner was killed. */
export function lastSocketDir(clusterDir: string): string | undefined {
  return /"-k" "([^"]+)"/.exec(textOf(join(clusterDir, 'postmaster.opts')))?.[1];
}

/** The folder of the socket of a server that serves a living process; undefined: there is none, or it has no socket. */
export function servingSocketDir(clusterDir: string): string | undefined {
  const postmaster = readPostmaster(clusterDir);
  if (postmaster?.owner === undefined || !isPostgres(commandLineOf(postmaster.pid))) return undefined;
  return isStillRunning(postmaster.owner.pid, postmaster.owner.startMark) ? lastSocketDir(clusterDir) : undefined;
}

/**
 * Makes sure that no server has the folder. One whose owner was killed may still be shutting down, or not know that it should:
 * it is told and waited for. One that has a living owner, or was not started by us, is somebody's: refused.
 */
export async function freeCluster(clusterDir: string, pgCtl: string): Promise<void> {
  const postmaster = readPostmaster(clusterDir);
  if (postmaster === undefined) return;
  const { pid, owner } = postmaster;
  // PostgreSQL itself clears up after a process that is gone, but not where its number is another program's (or a zombie's) by now.
  if (!isAlive(pid)) return;
  if (!isPostgres(commandLineOf(pid))) {
    if (readPostmaster(clusterDir)?.pid === pid) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
    return;
  }
  const inUse = `the data in ${clusterDir} are in use by PostgreSQL with process id ${pid}`;
  if (owner === undefined) throw embeddedError(`${inUse}. Stop it, or use another GAVEL_DATA_DIR`);
  if (isStillRunning(owner.pid, owner.startMark)) {
    throw embeddedError(`${inUse}, started by process ${owner.pid}. Stop that one, or use another GAVEL_DATA_DIR`);
  }
  await stopPostmaster(pid, pgCtl);
}

/** Stops a server and resolves when it is gone; rejects when it does not go. */
export async function stopPostmaster(pid: number, pgCtl: string): Promise<void> {
  signal(pid, 'SIGINT', pgCtl);
  if (await isGone(pid, FAST_STOP_MS)) return;
  signal(pid, 'SIGQUIT', pgCtl);
  if (await isGone(pid, IMMEDIATE_STOP_MS)) return;
  throw embeddedError(`PostgreSQL with process id ${pid} does not stop. End it by hand`);
}

/** Windows has no signals: there PostgreSQL listens on a pipe of its own, which pg_ctl knows. */
function signal(pid: number, name: 'SIGINT' | 'SIGQUIT', pgCtl: string): void {
  if (process.platform === 'win32') spawnSync(pgCtl, ['kill', name.slice(3), String(pid)], { windowsHide: true });
  else if (isAlive(pid)) process.kill(pid, name);
}

async function isGone(pid: number, timeoutMs: number): Promise<boolean> {
  for (const deadlineMs = performance.now() + timeoutMs; performance.now() < deadlineMs; await sleep(POLL_MS)) {
    if (commandLineOf(pid) === undefined) return true;
  }
  return false;
}

function isPostgres(commandLine: string | undefined): boolean {
  return commandLine !== undefined && (commandLine === '' || /(^|[/\\])postgres(\.exe)?[ :]/.test(commandLine));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
