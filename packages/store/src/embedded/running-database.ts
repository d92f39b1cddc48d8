import { join, resolve } from 'node:path';
import { socketUrl } from './endpoint.js';
import { servingSocketDir } from './postmaster.js';

/**
 * Where the embedded database of a data folder is found while another process, such as the service, has it running: for a program
 * that reads beside it. Undefined: nobody has, so `openStore` may start it; or it listens on a port only (Windows).
 */
export function runningDatabaseUrl(dataDir: string): string | undefined {
  const socketDir = servingSocketDir(join(resolve(dataDir), 'postgres'));
  return socketDir === undefined ? undefined : socketUrl(socketDir);
}
