import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgres } from '../../packages/store/src/embedded/embedded-postgres.js';
import { freePort } from './start-service.js';

const ROOT = resolve(import.meta.dirname, '../..');
/** The newest that runs on Node 20. Only this test needs its 190 MB, so it is installed here, at the first run. */
const VERSION = '7.5.1';
const FOLDER = join(ROOT, 'node_modules/.cache/gavel', `unleash-server-${VERSION}`);
const ADMIN_TOKEN = '*:*.gavel-test-admin-token';
const READY_TIMEOUT_MS = 60_000;

/** A real Unleash server on an embedded PostgreSQL of its own. */
export interface UnleashServer {
  readonly url: string;
  /** What a service reads flags with. */
  readonly token: string;
  /** Calls the admin API; rejects on any answer that is not 2xx. */
  admin<T>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Answers why there can be no Unleash server here, or undefined: then it is installed. */
export async function installUnleash(): Promise<string | undefined> {
  if (existsSync(join(FOLDER, 'node_modules/unleash-server/package.json'))) return undefined;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'package.json'), '{"private":true}');
  const args = ['install', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund', `unleash-server@${VERSION}`];
  return promisify(execFile)('npm', args).then(
    () => undefined,
    (error: Error) => `npm could not install unleash-server@${VERSION}: ${error.message.split('\n')[0]}`,
  );
}

export async function startUnleash(): Promise<UnleashServer> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-unleash-'));
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const postgres = await EmbeddedPostgres.start({ dataDir: dir, logger, transport: 'port' });
  const port = await freePort();
  const token = 'default:development.gavel-test-backend-token';
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'test/support/unleash-process.ts'), FOLDER, postgres.databaseUrl, String(port)],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        INIT_ADMIN_API_TOKENS: ADMIN_TOKEN,
        INIT_BACKEND_API_TOKENS: token,
        CHECK_VERSION: 'false',
        SEND_TELEMETRY: 'false',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  };
  if (!(await isHealthy(url))) {
    await stop();
    throw new Error(`Unleash was not ready after ${READY_TIMEOUT_MS / 1000} s:\n${output.slice(-2000)}`);
  }
  return { url: `${url}/api`, token, admin: (method, path, body) => callAdmin(`${url}/api/admin${path}`, method, body), stop };
}

async function isHealthy(url: string): Promise<boolean> {
  const until = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < until) {
    const ok = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return true;
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}

async function callAdmin<T>(url: string, method: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { authorization: ADMIN_TOKEN, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
