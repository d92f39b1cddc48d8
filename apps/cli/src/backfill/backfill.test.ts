import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deriveFeatures,
  labelEvent,
  loadPolicy,
  readsFor,
  requestEvent,
  type JsonObject,
  type Label,
  type Policy,
  type Scalar,
} from '@gavel/engine';
import { FakeCounters } from '@gavel/engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

const text = { type: 'string', minLength: 1, maxLength: 64 };
const FLOW = {
  name: 'shop',
  title: 'Orders',
  description: 'For tests.',
  fields: { eventTime: 'at', requestId: 'id', stickiness: 'customer' },
  scoreTimeoutMs: 50,
  request: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'at', 'customer', 'amount'],
    properties: {
      id: text,
      at: { type: 'string', format: 'date-time' },
      customer: text,
      device: text,
      city: text,
      amount: { type: 'number', minimum: 0 },
    },
  },
  example: { id: 'r1', at: '2026-03-01T12:00:00Z', customer: 'c1', amount: 5 },
};
const about = { type: 'number', description: 'x' };
const perCustomer = { ...about, key: 'customer' };
const FEATURES = [
  { ...about, name: 'amountLog', from: 'log1p', of: 'amount' },
  { ...perCustomer, name: 'count1h', window: '1h', aggregate: 'count' },
  { ...perCustomer, name: 'mean1d', window: '1d', aggregate: 'mean', of: 'amount', includesCurrent: true },
  { ...perCustomer, name: 'max1d', window: '1d', aggregate: 'max', of: 'amountLog', default: 0 },
  { ...perCustomer, name: 'lastCity', type: 'string', window: '7d', aggregate: 'last', of: 'city' },
  { ...perCustomer, name: 'deviceSeen', type: 'boolean', window: '7d', aggregate: 'seen', of: 'device' },
  { ...about, name: 'deviceFraud', key: 'device', window: '7d', delay: '1h', aggregate: 'fraudShare' },
  { ...about, name: 'pairCount', key: ['customer', 'device'], window: '7d', aggregate: 'count' },
  { ...about, name: 'household', from: 'group', links: ['customer', 'device'], measure: 'size', hubLinks: 5 },
  { ...perCustomer, name: 'visits', window: '7d', aggregate: 'count', events: ['visit'] },
  { ...about, name: 'toMean', from: 'ratio', of: ['amount', 'mean1d'] },
];
const POLICY = {
  bands: [],
  precedence: ['denyList', 'hardBlock', 'allowList', 'score', 'review', 'pass'],
  unknownRules: { block: 'review', review: 'review' },
  unknownReason: 'UNSURE',
  fallback: [{ name: 'all', outcome: 'review', reason: 'UNSURE' }],
  lists: {},
  reasons: { UNSURE: 'x' },
};
const MAP = {
  flow: 'shop',
  request: {
    id: { column: 'id' },
    at: { column: 'at', as: 'time', format: 'iso' },
    customer: { column: 'customer' },
    device: { column: 'device', optional: true },
    city: { column: 'city', optional: true },
    amount: { column: 'amount', as: 'number' },
  },
  label: { column: 'fraud', table: { '1': 'fraud', '0': 'genuine' } },
};
const VISIT = {
  title: 'Visit',
  description: 'x',
  fields: { id: 'id', eventTime: 'at' },
  gives: { customer: 'customer' },
  event: { ...FLOW.request, required: ['id', 'at'] },
  example: FLOW.example,
};
const FILES = {
  'events/visit.json': JSON.stringify(VISIT),
  'flow.json': JSON.stringify(FLOW),
  'features.json': JSON.stringify({ features: FEATURES }),
  'policy.json': JSON.stringify(POLICY),
};

interface Row {
  readonly request: JsonObject;
  readonly label?: Label['label'];
  readonly cells: readonly string[];
}

const HEADER = 'id,at,customer,device,city,amount,fraud';

/** Orders of few customers and devices; every tenth comes late, some at the very same millisecond, some without a device. */
function orders(count: number): readonly Row[] {
  let state = 7;
  const next = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % most;
  };
  return Array.from({ length: count }, (_, index) => {
    const lateMs = next(10) === 0 ? next(7_200_000) : 0;
    const at = new Date(Date.UTC(2026, 2, 1) + Math.floor(index / 2) * 240_000 - lateMs).toISOString();
    const device = next(4) === 0 ? '' : `d${next(9)}`;
    const city = next(5) === 0 ? 'Bonn, "am Rhein"' : `town${next(3)}`;
    const amount = next(10_000) / 100;
    const fraud = ['0', '1', ''][next(3)] ?? '';
    const request = { id: `r${index}`, at, customer: `c${next(6)}`, ...(device === '' ? {} : { device }), city, amount };
    const quoted = city.includes(',') ? `"${city.replaceAll('"', '""')}"` : city;
    const cells = [request.id, at, request.customer, device, quoted, `${amount}`, fraud];
    return { request, cells, ...(fraud === '' ? {} : { label: fraud === '1' ? ('fraud' as const) : ('genuine' as const) }) };
  });
}

function shop(): Policy {
  const loaded = loadPolicy(FILES);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.value;
}

const timeOf = ({ request }: Row): number => Date.parse(typeof request['at'] === 'string' ? request['at'] : '');

/** One row after another through the live path's own steps. */
async function live(rows: readonly Row[]): Promise<readonly Readonly<Record<string, Scalar>>[]> {
  const { catalogue } = shop();
  const counters = new FakeCounters();
  const served = [];
  for (const row of rows) {
    const reads = readsFor(catalogue, row.request);
    const { values } = await counters.observe('shop', requestEvent(catalogue, row.request, timeOf(row)), reads.counterReads);
    served.push(deriveFeatures(catalogue, reads, values).features);
    if (row.label !== undefined)
      await counters.label('shop', labelEvent(catalogue, { request: row.request, eventTimeMs: timeOf(row) }, row.label));
  }
  return served;
}

/** Each row sees all that belongs before it, whenever it came, with all labels. */
async function corrected(rows: readonly Row[]): Promise<readonly Readonly<Record<string, Scalar>>[]> {
  const { catalogue } = shop();
  return Promise.all(
    rows.map(async (row) => {
      const counters = new FakeCounters();
      for (const other of rows.filter((one) => timeOf(one) <= timeOf(row)).toSorted((a, b) => timeOf(a) - timeOf(b))) {
        await counters.add('shop', requestEvent(catalogue, other.request, timeOf(other)));
        if (other.label !== undefined)
          await counters.label('shop', labelEvent(catalogue, { request: other.request, eventTimeMs: timeOf(other) }, other.label));
      }
      const reads = readsFor(catalogue, row.request);
      const { values } = await counters.observe('shop', requestEvent(catalogue, row.request, timeOf(row)), reads.counterReads);
      return deriveFeatures(catalogue, reads, values).features;
    }),
  );
}

/** Sums may be added up in another order, so that the last digits differ. */
function rounded(features: Readonly<Record<string, unknown>> | undefined, names: readonly string[]): Record<string, unknown> {
  const told = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value);
  return Object.fromEntries(names.map((name) => [name, told(features?.[name])]));
}

const ALL = FEATURES.map(({ name }) => name);

function expectSame(
  got: readonly Readonly<Record<string, unknown>>[],
  wanted: readonly Readonly<Record<string, Scalar>>[],
  names: readonly string[] = ALL,
): void {
  expect(got).toHaveLength(wanted.length);
  for (const [index, features] of wanted.entries()) {
    expect(rounded(got[index], names)).toEqual(rounded(features, names));
  }
}

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-backfill-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function put(name: string, content: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
}

async function run(...args: string[]): Promise<{ code: number; err: string }> {
  const lines: string[] = [];
  await mkdir(join(dir, 'rules', 'shop', 'events'), { recursive: true });
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(dir, 'rules', 'shop', name), content);
  const terminal = { out: (line: string) => void lines.push(line), err: (line: string) => void lines.push(line), interactive: false };
  const code = await runProgram(['backfill', 'shop', '--rules', join(dir, 'rules'), ...args], { terminal, env: { GAVEL_DATA_DIR: dir } });
  return { code, err: lines.join('\n') };
}

const csvOf = (rows: readonly Row[]): string => `${[HEADER, ...rows.map(({ cells }) => cells.join(','))].join('\n')}\n`;

async function jsonLines(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

/** Threads that start from sources compile them first. */
const PATIENCE_MS = 120_000;

describe('gavel backfill', { timeout: PATIENCE_MS }, () => {
  it('gives every row what the live path would have served, however many threads share the work', async () => {
    const rows = orders(700);
    const csv = await put('orders.csv', csvOf(rows));
    const map = await put('map.json', JSON.stringify(MAP));
    const wanted = await live(rows);
    for (const workers of ['1', '3']) {
      const out = join(dir, `out${workers}.jsonl`);
      expect(await run('--csv', csv, '--map', map, '--out', out, '--workers', workers)).toMatchObject({ code: 0 });
      const got = await jsonLines(out);
      expectSame(got, wanted);
      expect(got[3]).toMatchObject({ id: 'r3', time: '2026-03-01T00:04:00Z', group: rows[3]!.request['customer'] });
    }
  });

  it('lets every row see all that belongs before it, as corrected', async () => {
    const rows = orders(150);
    const csv = await put('orders.csv', csvOf(rows));
    const map = await put('map.json', JSON.stringify(MAP));
    const out = join(dir, 'out.jsonl');
    expect(await run('--csv', csv, '--map', map, '--out', out, '--as-corrected', '--workers', '2')).toMatchObject({ code: 0 });
    const names = ALL.filter((name) => name !== 'household');
    expectSame(await jsonLines(out), await corrected(rows), names);
  });

  it('writes CSV with the columns asked for, and says what it left out and where', async () => {
    const rows = orders(20);
    const lines = csvOf(rows).split('\n');
    lines.splice(5, 0, 'x,not a time,c1,d1,town1,5,0', '"never closed,,,');
    const csv = await put('orders.csv', lines.join('\n'));
    const map = await put('map.json', JSON.stringify(MAP));
    const out = join(dir, 'out.csv');
    const { code, err } = await run('--csv', csv, '--map', map, '--out', out, '--features', 'count1h,lastCity', '--fields', 'amount');
    expect(code).toBe(0);
    expect(err).toContain('2 rows could not be read as requests of the flow and were left out');
    expect(err).toContain('orders.csv:6');
    const written = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(written[0]).toBe('id,time,label,group,amount,count1h,lastCity');
    expect(written).toHaveLength(21);
    const city = written.find((line) => line.includes('Rhein'));
    expect(city === undefined || city.endsWith('"Bonn, ""am Rhein"""')).toBe(true);
  });

  it('writes over no file unless it is told to, and into no folder', async () => {
    const lines = orders(3).map(({ request }) => JSON.stringify(request));
    const plain = await put('plain.jsonl', lines.join('\n'));
    const out = await put('out.jsonl', 'hours of work');
    const message = `${out} is there already: name another file, or write over it with --overwrite.`;
    expect(await run('--jsonl', plain, '--out', out)).toEqual({ code: 2, err: message });
    expect(await readFile(out, 'utf8')).toBe('hours of work');
    expect((await run('--jsonl', plain, '--out', dir)).err).toBe(`${dir} is a folder: name a file in it.`);
    expect(await run('--jsonl', plain, '--out', out, '--overwrite')).toMatchObject({ code: 0 });
    expect(await jsonLines(out)).toHaveLength(3);
  });

  it('reads JSON lines, of requests as they are or by a map', async () => {
    const rows = orders(60);
    const plain = await put('plain.jsonl', rows.map(({ request }) => JSON.stringify(request)).join('\n'));
    const out = join(dir, 'out.jsonl');
    expect(await run('--jsonl', plain, '--out', out)).toMatchObject({ code: 0 });
    expectSame(await jsonLines(out), await live(rows.map(({ request, cells }) => ({ request, cells }))));
    const names = HEADER.split(',');
    const asObjects = rows.map(({ cells }) =>
      JSON.stringify(Object.fromEntries(cells.map((cell, at) => [names[at], cell.replaceAll(/^"|"$/g, '').replaceAll('""', '"')]))),
    );
    const mapped = await put('mapped.jsonl', asObjects.join('\n'));
    const map = await put('map.json', JSON.stringify(MAP));
    const mappedRun = await run('--jsonl', mapped, '--map', map, '--out', out, '--overwrite');
    expect(mappedRun).toMatchObject({ code: 0 });
    expectSame(await jsonLines(out), await live(rows));
  });

  it('says what is asked wrongly', async () => {
    const csv = await put('orders.csv', csvOf(orders(3)));
    expect(await run('--csv', csv, '--out', '-')).toMatchObject({ code: 2, err: expect.stringContaining('--map') });
    const map = await put('map.json', JSON.stringify({ ...MAP, flow: 'other' }));
    expect(await run('--csv', csv, '--map', map, '--out', '-')).toMatchObject({
      code: 2,
      err: 'The map is for the flow other, not for shop.',
    });
    const fits = await put('map2.json', JSON.stringify(MAP));
    const { code, err } = await run('--csv', csv, '--map', fits, '--out', '-', '--features', 'count1h,nope', '--fields', 'none');
    expect([code, err]).toEqual([2, expect.stringContaining('There is no feature "nope"')]);
    expect(await run('--out', '-')).toMatchObject({ code: 2, err: expect.stringContaining('There is no decision log') });
  });
});
