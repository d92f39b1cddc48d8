import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFlows } from './list-flows.js';
import { readFlowFolder } from './read-flow-folder.js';

let root: string;
let flow: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gavel-files-'));
  flow = join(root, 'card');
  await mkdir(join(flow, 'lists'), { recursive: true });
  await writeFile(join(flow, 'flow.json'), '{"ä": 1}');
  await writeFile(join(flow, 'lists', 'a.csv'), '\ufeffvalue,note\r\n');
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

describe('readFlowFolder', () => {
  it('gives texts as they are, by path', async () => {
    expect(await readFlowFolder(flow)).toEqual({ 'flow.json': '{"ä": 1}', 'lists/a.csv': '\ufeffvalue,note\r\n' });
  });

  it('leaves out hidden files and backups, and nothing else', async () => {
    await mkdir(join(flow, '.git'));
    for (const name of ['.git/config', '.flow.json.swp', 'flow.json~', 'notes.txt']) await writeFile(join(flow, name), '');
    expect(Object.keys(await readFlowFolder(flow))).toEqual(['flow.json', 'lists/a.csv', 'notes.txt']);
  });

  it('follows links inside the folder, as container mounts make them', async () => {
    await mkdir(join(flow, '..2026_01'));
    await writeFile(join(flow, '..2026_01', 'policy.json'), '{}');
    await symlink('..2026_01', join(flow, '..data'));
    await symlink(join('..data', 'policy.json'), join(flow, 'policy.json'));
    expect((await readFlowFolder(flow))['policy.json']).toBe('{}');
  });

  it('follows a link to the folder itself', async () => {
    await symlink(flow, join(root, 'linked'));
    expect(Object.keys(await readFlowFolder(join(root, 'linked')))).toEqual(['flow.json', 'lists/a.csv']);
  });

  it('names everything it refuses, at once', async () => {
    await writeFile(join(root, 'secret.json'), 'secret');
    await symlink(join(root, 'secret.json'), join(flow, 'out.rules.json'));
    await symlink(root, join(flow, 'up'));
    await writeFile(join(flow, 'latin.rules.json'), Buffer.from([0xe4]));
    await writeFile(join(flow, 'big.rules.json'), '');
    await truncate(join(flow, 'big.rules.json'), 1024 * 1024 + 1);
    await writeFile(join(flow, 'lists', 'big.csv'), '');
    await truncate(join(flow, 'lists', 'big.csv'), 16 * 1024 * 1024 + 1);
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(join(flow, 'socket'), resolve);
    });
    const error: unknown = await readFlowFolder(flow).catch((reason: unknown) => reason);
    server.close();
    const message = error instanceof Error ? error.message : '';
    for (const part of [
      'out.rules.json is a link out of the folder',
      'up/secret.json is a link out of the folder',
      'latin.rules.json is not UTF-8',
      'big.rules.json is larger than 1 MiB',
      'lists/big.csv is larger than 16 MiB',
      'socket is no regular file',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('leaves out a link that leads nowhere, as it leaves out a file that vanishes', async () => {
    await symlink('nowhere', join(flow, 'x.rules.json'));
    expect(Object.keys(await readFlowFolder(flow))).toEqual(['flow.json', 'lists/a.csv']);
  });

  it('refuses a folder that is too large as a whole', async () => {
    for (const name of ['b', 'c', 'd', 'e', 'f']) {
      await writeFile(join(flow, 'lists', `${name}.csv`), '');
      await truncate(join(flow, 'lists', `${name}.csv`), 15 * 1024 * 1024);
    }
    await expect(readFlowFolder(flow)).rejects.toThrow('larger than 64 MiB together');
  });

  it('rejects when there is no such folder', async () => {
    await expect(readFlowFolder(join(root, 'none'))).rejects.toThrow('ENOENT');
  });
});

describe('listFlows', () => {
  it('lists folders that are flows, or were meant to be', async () => {
    for (const dir of ['loan', 'schemas', '.hidden', 'deep/er']) await mkdir(join(root, dir), { recursive: true });
    for (const file of ['loan/policy.json', 'schemas/flow.schema.json', '.hidden/flow.json', 'deep/er/flow.json', 'flow.json']) {
      await writeFile(join(root, file), '{}');
    }
    expect(await listFlows(root)).toEqual(['card', 'loan']);
  });

  it('rejects when there is no such folder', async () => {
    await expect(listFlows(join(root, 'none'))).rejects.toThrow('ENOENT');
  });
});
