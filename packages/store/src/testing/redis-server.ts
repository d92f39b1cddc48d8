import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_TIMEOUT_MS = 15_000;

/** A real Redis server for tests, on a free port of this machine alone. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends it as `kill -9` would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it had saved. */
  restart(): Promise<void>;
  /** Lets it hang: connections stay, nothing is answered. */
  pause(): void;
  resume(): void;
  /** One inline command; gives the raw reply. */
  command(line: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts redis-server from PATH. Rejects with a plain message where there is none. */
export async function startRedis(...settings: readonly string[]): Promise<RedisServer> {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-redis-'));
  const port = await freePort();
  let child = await startOn(port, dir, settings);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.pid ?? 0;
    },
    kill,
    restart: async () => {
      await kill();
      child = await startOn(port, dir, settings);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    command: (line) => commandOf(port, line),
    stop: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startOn(port: number, dir: string, settings: readonly string[]): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no', ...settings];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const failed = new Promise<never>((_, reject) => {
    child.once('error', () => reject(new Error('these tests need redis-server on PATH (Debian: apt-get install redis-server)')));
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${output}`)));
  });
  failed.catch(() => undefined);
  const until = performance.now() + START_TIMEOUT_MS;
  const answers = async (): Promise<void> => {
    while ((await commandOf(port, 'PING').catch(() => '')) !== '+PONG\r\n') {
      if (performance.now() > until) throw new Error(`redis-server did not answer within ${START_TIMEOUT_MS / 1000} s:\n${output}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  try {
    await Promise.race([answers(), failed]);
    return child;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** The bytes that came within the first 20 ms without more of them. */
function commandOf(port: number, line: string): Promise<string> {
  return new Promise((done, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\r\n`));
    let text = '';
    let timer: NodeJS.Timeout | undefined;
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      clearTimeout(timer);
      timer = setTimeout(() => {
        socket.destroy();
        done(text);
      }, 20);
    });
    socket.once('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
