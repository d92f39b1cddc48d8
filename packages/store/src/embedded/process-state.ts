import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Is there such a process? A process of another user is one too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * The command line of a living process; undefined when there is none, which is also what a zombie has. On Windows only
 * whether it lives can be told, so there it is ''.
 */
export function commandLineOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'win32') return '';
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return undefined;
  }
  return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout.trim() || undefined;
}

/** Tells a process from a later one that got the same number: its start time in clock ticks, where the system tells. */
export function startMarkOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; the start time is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}

/** Does the very process that had this start mark still live? */
export function isStillRunning(pid: number, startMark: string): boolean {
  return commandLineOf(pid) !== undefined && startMarkOf(pid) === startMark;
}
