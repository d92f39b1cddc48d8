import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';

const ROOT = resolve(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 90_000;
/** Tests say what is answered, not how soon: on a machine that is slow and busy a score may take longer than a payment would wait. */
const SCORE_TIMEOUT_MS = 5000;

/** A folder of its own with copies of the rules and flags as shipped, for a service that a test may disturb. */
export interface Workplace {
  readonly dir: string;
  readonly rulesDir: string;
  readonly flagsFile: string;
  readonly dataDir: string;
  /** Set where the tests run on a PostgreSQL server (TEST_DATABASE_URL): a database of this workplace alone. */
  readonly databaseUrl?: string;
  remove(): Promise<void>;
}

/** A running service, started from the sources as its own process. */
export interface Service {
  readonly url: string;
  readonly output: () => string;
  /** Resolves with the exit code, or the signal's name. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

export async function makeWorkplace(): Promise<Workplace> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-test-'));
  await cp(join(ROOT, 'rules'), join(dir, 'rules'), { recursive: true });
  await cp(join(ROOT, 'flags'), join(dir, 'flags'), { recursive: true });
  await waitForScores(join(dir, 'rules'));
  const database = await makeDatabase();
  return {
    dir,
    rulesDir: join(dir, 'rules'),
    flagsFile: join(dir, 'flags', 'flags.json'),
    dataDir: join(dir, 'data'),
    ...(database === undefined ? {} : { databaseUrl: database.url }),
    remove: async () => {
      await database?.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Lets every flow of a folder wait for its scores as long as tests do. */
async function waitForScores(rulesDir: string): Promise<void> {
  for (const flow of await readdir(rulesDir)) {
    const file = join(rulesDir, flow, 'flow.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"scoreTimeoutMs": \d+/, `"scoreTimeoutMs": ${SCORE_TIMEOUT_MS}`));
  }
}

/** Starts the service and waits until it is ready; a service that ends before that rejects with what it printed. */
export async function startService(workplace: Workplace, env: Readonly<Record<string, string>> = {}): Promise<Service> {
  const port = await freePort();
  const child = spawnService(workplace, { PORT: String(port), ...env });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = new Promise<number | string>((done) => child.once('exit', (code, signal) => done(code ?? signal ?? 'unknown')));
  const url = `http://127.0.0.1:${port}`;
  const ready = await Promise.race([waitUntilReady(url), ended.then((code) => `ended with ${code}`)]);
  if (ready !== 'ready') {
    child.kill('SIGKILL');
    throw new Error(`the service ${ready}:\n${output}`);
  }
  return {
    url,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** The service's process from the sources, whatever becomes of it. */
function spawnService(workplace: Workplace, env: Readonly<Record<string, string>>): ChildProcess {
  const paths = {
    GAVEL_DATA_DIR: workplace.dataDir,
    GAVEL_RULES_DIR: workplace.rulesDir,
    GAVEL_MODELS_DIR: join(ROOT, 'models'),
    GAVEL_FLAGS_FILE: workplace.flagsFile,
    ...(workplace.databaseUrl === undefined ? {} : { DATABASE_URL: workplace.databaseUrl }),
  };
  const args = ['--import', 'tsx', '--conditions=@gavel/source', join(ROOT, 'apps/decision-api/src/main.ts')];
  return spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...paths, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function waitUntilReady(url: string): Promise<string> {
  const until = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < until) {
    const ok = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return 'ready';
    await new Promise((done) => setTimeout(done, 100));
  }
  return `was not ready after ${READY_TIMEOUT_MS / 1000} s`;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function makeDatabase(): Promise<{ url: string; drop: () => Promise<void> } | undefined> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) return undefined;
  const name = `gavel_${process.pid}_${Math.floor(performance.now() * 1000)}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
