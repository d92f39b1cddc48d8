import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { embeddedError } from './binaries.js';

/** PostgreSQL refuses to run as root, so root has to become somebody. */
export interface RunAs {
  /** For the start-up lines, e.g. `as user 65534`. */
  readonly description: string;
  /** Who must own the server's files, where that is not whoever runs this process. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** The command that runs a program as that somebody. On Linux it gets SIGINT, for PostgreSQL a fast shutdown, when this process ends. */
  readonly command: (program: string, args: readonly string[]) => readonly [string, ...string[]];
}

const NOBODY = 65_534;
const DIE_WITH_PARENT = ['--pdeathsig', 'INT'];

/** Which somebody: the user we are; as root the owner of the data, else `nobody`; else, where `nobody` may not pass, root under another name. */
export function chooseRunAs(programDir: string, clusterDir: string): RunAs {
  const isLinux = process.platform === 'linux';
  if (isLinux) requireTool('setpriv', '--pdeathsig');
  if (process.getuid?.() !== 0) return asSelf(clusterDir, isLinux);
  if (!isLinux) throw embeddedError('PostgreSQL refuses to run as root. Run as another user');
  const owner = ownerOf(clusterDir) ?? { uid: NOBODY, gid: NOBODY };
  const isRoots = owner.uid === 0;
  if (!isRoots && mayPass(programDir, owner) && mayPass(dirname(clusterDir), owner)) return asUser(owner);
  if (!isRoots && existsSync(clusterDir)) {
    throw embeddedError(`${clusterDir} belongs to user ${owner.uid}, who may not pass the folders above it or ${programDir}`);
  }
  return inUserNamespace();
}

function asSelf(clusterDir: string, isLinux: boolean): RunAs {
  const uid = process.getuid?.();
  const owner = ownerOf(clusterDir);
  if (uid !== undefined && owner !== undefined && owner.uid !== uid) {
    throw embeddedError(
      `${clusterDir} belongs to user ${owner.uid} and this process runs as user ${uid}. Run as that user, or use another GAVEL_DATA_DIR`,
    );
  }
  return {
    description: 'as this user',
    command: (program, args) => (isLinux ? ['setpriv', ...DIE_WITH_PARENT, program, ...args] : [program, ...args]),
  };
}

function asUser(owner: { uid: number; gid: number }): RunAs {
  const drop = ['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups', '--no-new-privs'];
  return {
    description: owner.uid === NOBODY ? 'as nobody' : `as user ${owner.uid}`,
    owner,
    command: (program, args) => ['setpriv', ...DIE_WITH_PARENT, ...drop, program, ...args],
  };
}

/** The same root outside, which can pass where only root can; not root inside, which is all that PostgreSQL looks at. */
function inUserNamespace(): RunAs {
  requireTool('unshare', '--map-user');
  const map = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  const probe = spawnSync('unshare', [...map, 'true'], { encoding: 'utf8' });
  if (probe.status !== 0) {
    throw embeddedError(
      `this process is root, nobody may not pass the data folder, and user namespaces are refused (${probe.stderr.trim()})`,
    );
  }
  return {
    description: 'in a user namespace',
    owner: { uid: 0, gid: 0 },
    command: (program, args) => ['unshare', ...map, 'setpriv', ...DIE_WITH_PARENT, program, ...args],
  };
}

/** A small system may lack the tool, or have one (busybox) that lacks the option. */
function requireTool(tool: string, option: string): void {
  const help = spawnSync(tool, ['--help'], { encoding: 'utf8' });
  if (help.error !== undefined || !`${help.stdout}${help.stderr}`.includes(option)) {
    throw embeddedError(`the program ${tool} with the option ${option} is missing (it is part of util-linux)`);
  }
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  return existsSync(path) ? statSync(path) : undefined;
}

/** By the permission bits of the folder and all above it; access lists may still refuse, and then PostgreSQL says so. */
function mayPass(folder: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid: ownerUid, gid: ownerGid } = statSync(at);
    const bit = (ownerUid === uid && 0o100) || (ownerGid === gid && 0o010) || 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
