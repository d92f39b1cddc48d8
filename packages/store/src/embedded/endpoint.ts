import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedError } from './binaries.js';
import { EMBEDDED_USER, passwordOf } from './init-cluster.js';
import type { RunAs } from './run-as.js';

/** Where clients find the embedded server. */
export interface Endpoint {
  /** Arguments that make PostgreSQL listen there and nowhere else. */
  readonly args: readonly string[];
  /** May hold a password. */
  readonly databaseUrl: string;
  readonly close: () => void;
}

const SOCKET_DIR_PREFIX = 'gavel-pg-';
/** A Unix socket's path may have 107 bytes (103 on macOS), and `/.s.PGSQL.5432` is part of it. */
const MAX_SOCKET_DIR_LENGTH = 85;

/** Sockets where the system has them; Windows gets a port on loopback, behind a password. */
export async function openEndpoint(clusterDir: string, runAs: RunAs, transport: 'socket' | 'port'): Promise<Endpoint> {
  return transport === 'socket' ? socketEndpoint(runAs) : portEndpoint(clusterDir);
}

/** Removes the socket folder of a server that is gone; anything that is not such a folder is left alone. */
export function removeSocketDir(socketDir: string | undefined): void {
  if (socketDir?.includes(`/${SOCKET_DIR_PREFIX}`) === true) rmSync(socketDir, { recursive: true, force: true });
}

/** A short temporary folder, because the data folder may lie too deep; only the server's user may enter, so no password is asked. */
function socketEndpoint(runAs: RunAs): Endpoint {
  const parent = [tmpdir(), '/tmp'].find(
    (candidate) => candidate.length + SOCKET_DIR_PREFIX.length + 7 <= MAX_SOCKET_DIR_LENGTH && isOpenToAll(candidate),
  );
  if (parent === undefined) throw embeddedError('there is no temporary folder with a short path that every user may pass');
  const socketDir = mkdtempSync(join(parent, SOCKET_DIR_PREFIX));
  if (runAs.owner !== undefined) chownSync(socketDir, runAs.owner.uid, runAs.owner.gid);
  return {
    args: ['-k', socketDir, '-c', 'unix_socket_permissions=0700', '-p', '5432', '-c', 'listen_addresses='],
    databaseUrl: socketUrl(socketDir),
    close: () => removeSocketDir(socketDir),
  };
}

/** Where a server that listens in this folder is found. */
export function socketUrl(socketDir: string): string {
  return `postgresql://${EMBEDDED_USER}@localhost:5432/postgres?host=${encodeURIComponent(socketDir)}&sslmode=disable`;
}

async function portEndpoint(clusterDir: string): Promise<Endpoint> {
  const port = await freePort();
  return {
    args: ['-c', 'unix_socket_directories=', '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
    databaseUrl: `postgresql://${EMBEDDED_USER}:${passwordOf(clusterDir)}@127.0.0.1:${port}/postgres?sslmode=disable`,
    close: () => undefined,
  };
}

function isOpenToAll(folder: string): boolean {
  return process.getuid?.() !== 0 || (statSync(folder).mode & 0o001) !== 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
