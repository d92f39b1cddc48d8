import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { judge, loadPolicy, type Policy } from '@gavel/engine';
import { sampleDecisionRecord, sampleFlow } from '@gavel/engine/testing';
import { openStore } from '@gavel/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../program.js';

// Each backtest starts threads, which compile the sources anew: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 90_000 });

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-backtest-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const FILES = sampleFlow();
/** The sample flow that asks for a review two payments sooner. */
const CHANGED = { ...FILES, 'velocity.rules.json': (FILES['velocity.rules.json'] ?? '').replace('"value": 3', '"value": 1') };

async function rulesFolder(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name, 'sample', path)), { recursive: true });
    await writeFile(join(dir, name, 'sample', path), text);
  }
  return join(dir, name);
}

function policyOf(files: Readonly<Record<string, string>>): Policy {
  const loaded = loadPolicy(files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

async function backtest(...args: readonly string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const terminal = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), interactive: false };
  const env = { GAVEL_DATA_DIR: join(dir, 'data'), GAVEL_RULES_DIR: join(dir, 'rules') };
  const code = await runProgram(['backtest', 'sample', ...args], { terminal, env });
  return { code, text: lines.join('\n') };
}

describe('gavel backtest over the decision log', () => {
  beforeAll(async () => {
    await rulesFolder('rules', FILES);
    await rulesFolder('changed', CHANGED);
    const policy = policyOf(FILES);
    const store = await openStore({ dataDir: join(dir, 'data') });
    await store.log.keepPolicy('sample', policy.hash, policy.files);
    for (let at = 0; at < 6; at += 1) {
      const request = { id: `r${at}`, at: '2026-03-01T12:00:00Z', customer: `c${at % 3}`, card: 'k1', amount: 100 * (at + 1) };
      const facts = { features: { payments1h: at, spent1h: 0, sinceLast: 60 }, scores: { 'sample@1': 0.1 }, missing: [], degraded: [] };
      const verdict = judge(policy, { request, ...facts });
      const ask = { request, eventTimeMs: Date.parse('2026-03-01T12:00:00Z') + at * 3_600_000 };
      await store.log.append(sampleDecisionRecord(`d${at}`, { ask, record: { policy: policy.hash, facts, verdict } }));
      const label = at === 2 ? 'fraud' : 'genuine';
      await store.log.addLabel({ decisionId: `d${at}`, label, occurredAt: '2026-03-09T00:00:00Z', source: 'test' });
    }
    await store.close();
  });

  it('finds the recorded verdicts again for the unchanged policy', async () => {
    const { code, text } = await backtest();
    expect(text).toContain('Judged again by their own policy: 6 of 6 the same.');
    expect(text).toContain('6 decisions, 2026-03-01 to 2026-03-01');
    expect(code).toBe(0);
  });

  it('writes what a changed policy would have done as JSON and as one page without anything from outside', async () => {
    const [json, html] = [join(dir, 'report.json'), join(dir, 'report.html')];
    const { code } = await backtest('--candidate', join(dir, 'changed'), '--json', json, '--html', html);
    expect(code).toBe(0);
    const report: unknown = JSON.parse(await readFile(json, 'utf8'));
    expect(report).toMatchObject({ decisions: { compared: 6 }, money: { fraudCaught: { difference: { value: 300 } } } });
    expect(report).toMatchObject({ rules: [{ rule: 'many-payments', hits: { value: 5 }, currentHits: 3 }, { rule: 'stolen-card' }] });
    const page = await readFile(html, 'utf8');
    expect(page).toContain('many-payments');
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
  });

  it('reads beside a process that has the database running, and only the period asked for', async () => {
    const store = await openStore({ dataDir: join(dir, 'data') });
    try {
      const { text } = await backtest('--from', '2026-03-01T13:00:00Z', '--to', '2026-03-01T15:00:00Z');
      expect(text).toContain('2 decisions');
    } finally {
      await store.close();
    }
  });

  it('counts what has no score of the model version asked for', async () => {
    const { code, text } = await backtest('--model', '2');
    expect(text).toContain('No decision has a score of sample@2: it never decided nor ran in the shadow, or there is no such version.');
    expect(code).toBe(2);
  });

  it('makes no report on nothing, and looks whether it can be written before it starts', async () => {
    const empty = await backtest('--from', '2031-01-01', '--to', '2031-01-02');
    expect(empty).toMatchObject({ code: 2, text: expect.stringContaining('There is nothing to judge among the decisions in') });
    const unwritable = await backtest('--html', join(dir, 'nope', 'x.html'));
    expect(unwritable).toMatchObject({ code: 2, text: expect.stringContaining('Nothing can be written to') });
    expect(unwritable.text).not.toContain('Judging');
    const amount = await backtest('--amount', 'amont');
    expect(amount).toMatchObject({ code: 2, text: expect.stringContaining('Did you mean "amount"?') });
  });

  it('says what is wrong with what was asked', async () => {
    expect(await backtest('--from', 'yesterday')).toMatchObject({ code: 2, text: expect.stringContaining('2026-03-01') });
    expect(await backtest('--map', 'x')).toMatchObject({ code: 2, text: expect.stringContaining('add --csv') });
    expect(await backtest('--candidate', join(dir, 'nowhere'))).toMatchObject({
      code: 2,
      text: expect.stringContaining('--candidate <dir>'),
    });
  });
});

describe('gavel backtest over a file', () => {
  it('recomputes the features at the time of each row, and judges both sides', async () => {
    const rows = Array.from({ length: 5 }, (_, at) => `r${at},2026-03-01T12:0${at}:00Z,c1,100,${at === 4 ? 'fraud' : 'genuine'}`);
    const csv = join(dir, 'rows.csv');
    await writeFile(csv, ['id,at,customer,amount,label', ...rows, 'r9,2026-03-01T13:00:00Z,,100,genuine', ''].join('\n'));
    const map = join(dir, 'map.json');
    const request = {
      id: { column: 'id' },
      at: { column: 'at', as: 'time', format: 'iso' },
      customer: { column: 'customer' },
      amount: { column: 'amount', as: 'integer' },
    };
    const label = { column: 'label', table: { fraud: 'fraud', genuine: 'genuine' } };
    await writeFile(map, JSON.stringify({ flow: 'sample', request, label }));
    const json = join(dir, 'csv.json');
    const { code, text } = await backtest('--candidate', join(dir, 'changed'), '--csv', csv, '--map', map, '--json', json);
    expect(text).toContain('1 row could not be read');
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      decisions: { compared: 5 },
      current: { verdicts: 'judged' },
      rules: [{ rule: 'many-payments', hits: { value: 4 }, currentHits: 2, fraudHits: 1 }, { rule: 'stolen-card' }],
    });
    expect(code).toBe(0);
  });

  it('names a field of the map that the flow does not have, and one that it misses, before it reads rows', async () => {
    const map = join(dir, 'wrong.json');
    const request = { id: { column: 'id' }, at: { column: 'at' }, customer: { column: 'customer' }, amont: { column: 'amount' } };
    await writeFile(map, JSON.stringify({ flow: 'sample', request }, undefined, 1));
    const { code, text } = await backtest('--csv', join(dir, 'rows.csv'), '--map', map);
    expect(code).toBe(2);
    expect(text).toMatch(/wrong\.json:13:\d+ \/request\/amont: A request of sample has no field "amont"\. Did you mean "amount"\?/);
    expect(text).toContain('A request of sample must have the field "amount", and the map does not fill it.');
  });

  it('makes no report where no row can be read, and tells a fault once, with its line and how many rows have it', async () => {
    const csv = join(dir, 'unreadable.csv');
    await writeFile(csv, ['id,at,customer,amount,label', 'r1,01/03/2026,c1,100,', 'r2,01/03/2026,c1,100,', ''].join('\n'));
    const { code, text } = await backtest('--csv', csv, '--map', join(dir, 'map.json'));
    expect(code).toBe(2);
    expect(text).toContain('There is nothing to judge among the rows of');
    expect(text.match(/unreadable\.csv:2 .*\(2 rows\)/g)).toHaveLength(1);
  });

  it('refuses rows that are not in the order of time, with the line and what to do', async () => {
    const csv = join(dir, 'mixed.csv');
    const rows = ['r1,2026-03-01T12:00:00Z,c1,100,', 'r2,2026-03-01T12:05:00Z,c1,100,', 'r3,2026-03-01T13:04:59+01:00,c1,100,'];
    await writeFile(csv, ['id,at,customer,amount,label', ...rows, ''].join('\n'));
    const { code, text } = await backtest('--csv', csv, '--map', join(dir, 'map.json'));
    expect(code).toBe(2);
    expect(text).toContain(`${csv}:4`);
    expect(text).toContain('Sort the rows by their time, the earliest first.');
  });
});
