import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreLogger } from '../store-logger.js';
import { embeddedError, locateBinaries, type Binaries } from './binaries.js';
import { openEndpoint, removeSocketDir, type Endpoint } from './endpoint.js';
import { initCluster } from './init-cluster.js';
import { freeCluster, lastSocketDir, ownerMark, stopPostmaster } from './postmaster.js';
import { chooseRunAs, type RunAs } from './run-as.js';

/** Recovery after a crash replays the log since the last checkpoint, which can take a while on a slow disk. */
const READY_TIMEOUT_MS = 120_000;
/** The children of a killed server take a moment to notice, and until then a new one is refused. */
const LEFTOVERS_TIMEOUT_MS = 15_000;
const RETRY_PAUSE_MS = 200;
const MAX_RESTART_PAUSE_MS = 5000;
const MAX_LOG_TAIL_CHARS = 4000;

/** Durability is not left to the cluster's files, which anybody may have edited. */
const SETTINGS = [
  'fsync=on',
  'full_page_writes=on',
  'synchronous_commit=on',
  'shared_buffers=64MB',
  'max_connections=100',
  'lc_messages=C',
  'timezone=UTC',
  'log_timezone=UTC',
];

export interface EmbeddedOptions {
  /** Absolute; the cluster is its folder `postgres`. */
  readonly dataDir: string;
  readonly logger: StoreLogger;
  /** Sockets, but on Windows, where node-postgres knows none. */
  readonly transport?: 'socket' | 'port';
}

/**
 * The PostgreSQL server that npm carries, as a child of this process: it ends with us, however we end, and is started again
 * when it ends without us.
 */
export class EmbeddedPostgres {
  readonly #options: EmbeddedOptions;
  readonly #binaries: Binaries;
  readonly #runAs: RunAs;
  readonly #endpoint: Endpoint;
  readonly #clusterDir: string;
  #child: ChildProcess | undefined;
  #restarting: Promise<void> | undefined;
  #isStopping = false;
  readonly #stopWithProcess = (): void => {
    this.#child?.kill('SIGINT');
    this.#endpoint.close();
  };

  private constructor(options: EmbeddedOptions, parts: { binaries: Binaries; runAs: RunAs; endpoint: Endpoint; clusterDir: string }) {
    this.#options = options;
    this.#binaries = parts.binaries;
    this.#runAs = parts.runAs;
    this.#endpoint = parts.endpoint;
    this.#clusterDir = parts.clusterDir;
  }

  /** Starts the server, making its cluster at the first time. Rejects with StoreOpenError. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const clusterDir = join(options.dataDir, 'postgres');
    mkdirSync(options.dataDir, { recursive: true });
    const binaries = await locateBinaries();
    const runAs = chooseRunAs(dirname(binaries.postgres), clusterDir);
    await freeCluster(clusterDir, binaries.pgCtl);
    removeSocketDir(lastSocketDir(clusterDir));
    await initCluster(clusterDir, binaries.initdb, runAs);
    const endpoint = await openEndpoint(clusterDir, runAs, options.transport ?? (process.platform === 'win32' ? 'port' : 'socket'));
    const server = new EmbeddedPostgres(options, { binaries, runAs, endpoint, clusterDir });
    try {
      await server.#launch();
    } catch (error) {
      endpoint.close();
      throw error;
    }
    process.once('exit', server.#stopWithProcess);
    return server;
  }

  get databaseUrl(): string {
    return this.#endpoint.databaseUrl;
  }

  get place(): string {
    return `embedded in ${this.#clusterDir}, ${this.#runAs.description}`;
  }

  /** A fast shutdown: everything acknowledged is on disk already. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    await this.#restarting;
    const pid = this.#child?.pid;
    if (pid !== undefined) await stopPostmaster(pid, this.#binaries.pgCtl);
    process.removeListener('exit', this.#stopWithProcess);
    this.#endpoint.close();
  }

  async #launch(): Promise<void> {
    const deadlineMs = performance.now() + LEFTOVERS_TIMEOUT_MS;
    for (;;) {
      const logTail = await this.#launchOnce();
      if (logTail === undefined) return;
      const mayPass = /pre-existing shared memory block|lock file .* already exists/.test(logTail);
      if (!mayPass || performance.now() >= deadlineMs) throw embeddedError(`PostgreSQL ended at its start: ${logTail.trim()}`);
      await sleep(RETRY_PAUSE_MS);
      await freeCluster(this.#clusterDir, this.#binaries.pgCtl);
    }
  }

  /** Resolves with undefined when the server is ready, or with the end of its log when it ended instead. */
  async #launchOnce(): Promise<string | undefined> {
    const settings = [...SETTINGS, `cluster_name=${ownerMark()}`].flatMap((setting) => ['-c', setting]);
    const [command, ...args] = this.#runAs.command(this.#binaries.postgres, ['-D', this.#clusterDir, ...this.#endpoint.args, ...settings]);
    // Its own session: Ctrl-C in a terminal is for us, and the server is needed until we are done.
    const child = spawn(command, args, {
      cwd: this.#clusterDirOrRoot(),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const failure = await untilReady(child);
    if (failure !== undefined) return failure;
    this.#child = child;
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#isStopping) return;
      this.#options.logger.error(`store: the embedded PostgreSQL ended (${signal ?? `exit code ${code}`}) and is started again`);
      this.#restarting = this.#restart();
    });
    return undefined;
  }

  /** Until it runs again or is not wanted any more: meanwhile appends are refused, and nothing has to be restarted by hand. */
  async #restart(): Promise<void> {
    for (let pauseMs = RETRY_PAUSE_MS; !this.#isStopping; pauseMs = Math.min(pauseMs * 2, MAX_RESTART_PAUSE_MS)) {
      try {
        await this.#launch();
        this.#options.logger.info('store: the embedded PostgreSQL runs again');
        return;
      } catch (error) {
        this.#options.logger.error(`store: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(pauseMs);
      }
    }
  }

  /** A folder that whoever PostgreSQL runs as may enter. */
  #clusterDirOrRoot(): string {
    return process.platform === 'win32' ? this.#clusterDir : '/';
  }
}

/** Reads the server's log until it says that it is ready; afterwards only empties it. Resolves with the log's end on failure. */
function untilReady(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    let tail = '';
    let isSettled = false;
    const settle = (failure: string | undefined): void => {
      isSettled = true;
      clearTimeout(timer);
      resolve(failure);
    };
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      settle(`not ready after ${READY_TIMEOUT_MS} ms: ${tail}`);
    }, READY_TIMEOUT_MS);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (isSettled) return;
      tail = (tail + text).slice(-MAX_LOG_TAIL_CHARS);
      if (tail.includes('database system is ready to accept connections')) settle(undefined);
    });
    child.once('error', (error) => settle(error.message));
    child.once('close', (code) => settle(tail || `exit code ${code}`));
  });
}
