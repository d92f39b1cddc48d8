import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InProcessCounters } from '@gavel/store';
import { loadPolicy, type Fault } from '@gavel/engine';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sampleFlowTexts } from '../testing/sample-flow.js';
import { FolderFlowReader } from './folder-flow-reader.js';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-rules-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function folder(name: string, changes: Readonly<Record<string, string>> = {}): Promise<FolderFlowReader> {
  await mkdir(join(dir, name, 'cases'), { recursive: true });
  for (const [path, text] of Object.entries(sampleFlowTexts(changes))) await writeFile(join(dir, name, path), text);
  return new FolderFlowReader(dir);
}

const cases = (outcome: string): string =>
  JSON.stringify({ cases: [{ name: 'a large one', request: { amount: 100_000 }, expect: { outcome, reasons: ['LARGE'] } }] });

it('reads, checks and tries a flow', async () => {
  const reader = await folder('sample', { 'cases/amount.json': cases('review') });
  expect(await reader.list()).toEqual(['sample']);
  expect(await reader.load('sample')).toMatchObject({ ok: true, value: { flow: { name: 'sample' } } });
});

it('refuses a policy that its own cases contradict, and names the case', async () => {
  const reader = await folder('sample', { 'cases/amount.json': cases('block') });
  const loaded = await reader.load('sample');
  expect(loaded).toMatchObject({ ok: false, faults: [{ file: 'sample/cases/amount.json', subject: 'a large one', line: 1 }] });
  expect(!loaded.ok && loaded.faults[0]?.message).toContain('expects block [LARGE] and gets review [LARGE]');
});

it('names every fault with its file', async () => {
  const rules = sampleFlowTexts()['amount.rules.json']!.replace('"amount"', '"amuont"');
  const reader = await folder('sample', { 'amount.rules.json': rules, 'cases/amount.json': '{"cases": 1}' });
  const loaded = await reader.load('sample');
  const files = loaded.ok ? [] : loaded.faults.map((fault) => fault.file);
  expect(files).toEqual(expect.arrayContaining(['sample/amount.rules.json', 'sample/cases/amount.json']));
});

it('wants the folder to be called like its flow, and a folder that is there', async () => {
  const reader = await folder('other');
  expect(await reader.load('other')).toMatchObject({ ok: false, faults: [{ file: 'other/flow.json', pointer: '/name' }] });
  expect(await reader.load('gone')).toMatchObject({ ok: false });
});

it('lets decisions through between the cases', async () => {
  const many = Array.from({ length: 60 }, (_, n) => ({
    name: `number ${n}`,
    request: { amount: 100_000 },
    expect: { outcome: 'review', reasons: ['LARGE'] },
  }));
  const reader = await folder('sample', { 'cases/amount.json': JSON.stringify({ cases: many }) });
  const read = vi.spyOn(InProcessCounters.prototype, 'observe');
  const reads: number[] = [];
  const loaded = reader.load('sample');
  const state = { isOver: false };
  void loaded.finally(() => (state.isOver = true));
  while (!state.isOver) {
    await new Promise((done) => setImmediate(done));
    reads.push(read.mock.calls.length);
  }
  read.mockRestore();
  const largestStep = Math.max(...reads.map((count, index) => count - (reads[index - 1] ?? 0)));
  expect(await loaded).toMatchObject({ ok: true });
  expect(largestStep).toBeGreaterThan(0);
  expect(largestStep).toBeLessThanOrEqual(8);
});

it('with a checker compiles only what the checker finds good, warms it, and takes over what has not changed', async () => {
  await folder('sample', { 'cases/amount.json': cases('review') });
  const faults: Fault[] = [];
  const asked: string[] = [];
  const check = async (flow: string, files: Readonly<Record<string, string>>): Promise<readonly Fault[]> => {
    asked.push(`${flow} ${Object.keys(files).length}`);
    return faults;
  };
  const reader = new FolderFlowReader(dir, { check });
  const first = await reader.load('sample');
  const direct = loadPolicy(sampleFlowTexts());
  expect(first.ok && direct.ok && first.value.hash === direct.value.hash).toBe(true);
  const before = first.ok ? first.value : undefined;
  expect(await reader.load('sample', before)).toEqual({ ok: true, value: before });
  const rules = sampleFlowTexts()['amount.rules.json']!.replace('100000', '200000');
  await writeFile(join(dir, 'sample', 'amount.rules.json'), rules);
  const second = await reader.load('sample', before);
  expect(second.ok && second.value.hash).not.toBe(before?.hash);
  expect(second.ok && second.value.parseRequest).toBe(before?.parseRequest);
  faults.push({ file: 'sample/x', pointer: '', message: 'Bad.' });
  expect(await reader.load('sample', before)).toEqual({ ok: false, faults });
  expect(asked).toEqual(Array.from({ length: 4 }, () => 'sample 5'));
});
