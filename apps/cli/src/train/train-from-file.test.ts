import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

/** A small table in which a large amount on the web is fraud; every fifth row has no amount. */
function rowsOf(count: number): Record<string, string | number>[] {
  return Array.from({ length: count }, (_, row) => {
    const amount = row % 5 === 4 ? '' : (row * 37) % 100;
    const channel = row % 3 === 0 ? 'web' : 'pos';
    const fraud = amount !== '' && amount > 70 && channel === 'web' ? 1 : 0;
    return { id: row, at: new Date(Date.UTC(2024, 0, 1) + row * 3_600_000).toISOString(), who: `c${row % 40}`, amount, channel, fraud };
  });
}

const csvOf = (rows: readonly Record<string, string | number>[]): string =>
  [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))].map((cells) => cells.join(',')).join('\n');

const PLAN = {
  flow: 'none',
  inputs: {},
  versions: {
    '1': {
      about: 'for a test',
      split: { trainShare: 0.6, watchShare: 0.2, gapHours: 0 },
      recipe: {
        members: [
          {
            family: 'trees',
            share: 1,
            seeds: 1,
            options: {
              trees: 20,
              patience: 20,
              learningRate: 0.3,
              maxDepth: 3,
              minHessian: 0,
              l2: 1,
              rowShare: 1,
              columnShare: 1,
              classWeight: 1,
            },
          },
        ],
        calibrator: 'auto',
      },
      floor: { auc: 0.9, frauds: 10 },
    },
  },
};
const COLUMNS = ['--label', 'fraud', '--time', 'at', '--group', 'who', '--ignore', 'id'];

describe('from a table to a published model', { timeout: 120_000 }, () => {
  let dir: string;
  const at = (...parts: string[]): string => join(dir, ...parts);

  async function gavel(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: string[][] = [[], []];
    const terminal = { out: (text: string) => void out!.push(text), err: (text: string) => void err!.push(text), interactive: false };
    const code = await runProgram(args, { terminal, env: {} });
    return { code, out: out!.join('\n'), err: err!.join('\n') };
  }
  const train = (...more: string[]): Promise<{ code: number; out: string; err: string }> =>
    gavel('train', 'shop', '--version', '1', '--plan', at('plan.json'), '--data', at('rows.csv.gz'), ...COLUMNS, ...more);

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gavel-file-'));
    await writeFile(at('rows.csv.gz'), gzipSync(csvOf(rowsOf(1500))));
    await writeFile(
      at('rows.jsonl'),
      rowsOf(1500)
        .map((row) => JSON.stringify({ ...row, amount: row['amount'] === '' ? null : row['amount'] }))
        .join('\n'),
    );
    await writeFile(at('plan.json'), JSON.stringify(PLAN));
    const strict = structuredClone(PLAN);
    strict.versions['1'].floor = { auc: 0.9, frauds: 10_000 };
    await writeFile(at('strict.json'), JSON.stringify(strict));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('trains, reports, and publishes with a card', async () => {
    const { code, out } = await train('--out', at('a'), '--report', at('report'));
    expect([code, out]).toEqual([0, expect.stringContaining('Published')]);
    const page = await readFile(at('report', 'report.html'), 'utf8');
    for (const part of ['Loss by round', 'ROC', 'Calibration', 'Thresholds and what they cost', 'What it looks at', 'Drift between'])
      expect(page).toContain(part);
    expect(page).not.toMatch(/<script|https?:/);
    const events = await readFile(at('report', 'tensorboard', 'learn-trees-1', 'events.out.tfevents.0.gavel'));
    expect(events.length).toBeGreaterThan(500);
    expect(await readFile(at('a', 'shop', '1', 'model-card.md'), 'utf8')).toContain('It reaches its floor.');
  });

  it('gives the same digest for the same data, command and seed', async () => {
    const digest = (said: string): string => /\(([0-9a-f]{64})\)/.exec(said)![1]!;
    const first = JSON.parse(await readFile(at('a', 'shop', '1', 'artifact.json'), 'utf8')) as { createdBy: string };
    expect(first.createdBy).toBe(
      'gavel train shop --version 1 --seed 1 --data rows.csv.gz --label fraud --time at --group who --ignore id',
    );
    const [one, two] = [await train('--out', at('b')), await train('--out', at('c'))];
    expect(digest(one.out)).toBe(digest(two.out));
    expect(await readFile(at('b', 'shop', '1', 'artifact.json'))).toEqual(await readFile(at('a', 'shop', '1', 'artifact.json')));
  });

  it('evaluates a published version on another table, and finds the same rows in JSON lines', async () => {
    const asked = async (file: string): Promise<unknown> => {
      const { code, err } = await gavel(
        'evaluate',
        'shop',
        '1',
        '--models',
        at('a'),
        '--data',
        at(file),
        ...COLUMNS,
        '--json',
        at('figures.json'),
      );
      expect([code, err]).toEqual([0, '']);
      return JSON.parse(await readFile(at('figures.json'), 'utf8'));
    };
    const figures = await asked('rows.csv.gz');
    expect(figures).toMatchObject({ version: 'shop/1', metrics: { rows: 1500, auc: expect.closeTo(1, 1) }, floorFaults: [] });
    expect(await asked('rows.jsonl')).toEqual(figures);
  });

  it('says at once what cannot be, and never writes a draft among the published', async () => {
    const odd = await train('--version', '../up', '--out', at('d'));
    expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('A version is named with')]);
    const [said, terminal] = [[] as string[], { out: () => undefined, err: (text: string) => void said.push(text), interactive: false }];
    const args = ['train', 'shop', '--version', '1', '--plan', at('strict.json'), '--data', at('rows.csv.gz'), ...COLUMNS, '--draft'];
    expect(await runProgram([...args, '--out', at('served')], { terminal, env: { GAVEL_MODELS_DIR: at('served') } })).toBe(1);
    expect(said.join()).toContain('Nothing was published');
    const file = await train('--out', at('rows.jsonl', 'x'));
    expect([file.code, file.err]).toEqual([2, expect.stringContaining('name another folder with --out')]);
  });

  it('names the cell that the model cannot read, and the column that is not there', async () => {
    const rows = rowsOf(1500).map((row, place) => ({ ...row, amount: place === 1200 ? 'abc' : row['amount']! }));
    await writeFile(at('odd.csv'), csvOf(rows));
    const asked = (file: string) => gavel('evaluate', 'shop', '1', '--models', at('a'), '--data', at(file), ...COLUMNS);
    expect(await asked('odd.csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('line 1202: amount must be a number, as the model'),
    });
    await writeFile(at('few.csv'), csvOf(rowsOf(1500).map(({ channel: _channel, ...row }) => row as Record<string, string | number>)));
    const few = await asked('few.csv');
    expect(few).toMatchObject({ code: 2, err: expect.stringContaining('there is no column channel') });
    expect(few.err).toContain('--fields');
  });

  it('takes nan for a missing number', async () => {
    await writeFile(at('nan.csv'), csvOf(rowsOf(1500).map((row) => ({ ...row, amount: row['amount'] === '' ? 'nan' : row['amount']! }))));
    const asked = await gavel('evaluate', 'shop', '1', '--models', at('a'), '--data', at('nan.csv'), ...COLUMNS, '--json', at('nan.json'));
    expect([asked.code, asked.err]).toEqual([0, '']);
    expect(JSON.parse(await readFile(at('nan.json'), 'utf8'))).toEqual(JSON.parse(await readFile(at('figures.json'), 'utf8')));
  });

  it('knows labels in words, and asks what becomes of rows without one', async () => {
    const worded = rowsOf(1500).map((row) => ({ ...row, fraud: row['fraud'] === 1 ? 'fraud' : 'genuine' }));
    await writeFile(at('worded.csv'), csvOf(worded));
    const figures = async (...more: string[]): Promise<{ code: number; err: string }> =>
      gavel('evaluate', 'shop', '1', '--models', at('a'), '--data', at('worded.csv'), ...COLUMNS, '--json', at('worded.json'), ...more);
    expect((await figures()).code).toBe(0);
    expect(JSON.parse(await readFile(at('worded.json'), 'utf8'))).toEqual(JSON.parse(await readFile(at('figures.json'), 'utf8')));
    await writeFile(at('worded.csv'), csvOf(worded.map((row, place) => ({ ...row, fraud: place % 10 === 9 ? '' : row.fraud }))));
    expect(await figures()).toMatchObject({ code: 2, err: expect.stringContaining('--labelled-only') });
    expect((await figures('--labelled-only')).code).toBe(0);
    expect(JSON.parse(await readFile(at('worded.json'), 'utf8'))).toMatchObject({ metrics: { rows: 1350 } });
  });

  it('refuses too few rows before it trains', async () => {
    await writeFile(at('thirty.csv'), csvOf(rowsOf(1500).slice(0, 30)));
    const { code, err } = await train('--data', at('thirty.csv'), '--out', at('i'));
    expect([code, err]).toEqual([2, expect.stringMatching(/cut so: \d rows are left to measure on, of 30; a version needs 16/)]);
    expect(err).not.toContain('Training with seed');
  });

  it('does not publish what stays below its floor, unless as a draft elsewhere, which publish refuses', async () => {
    const refused = await train('--plan', at('strict.json'), '--out', at('d'));
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('its floor is 10000')]);
    const draft = await train('--plan', at('strict.json'), '--out', at('d'), '--draft');
    expect([draft.code, draft.out]).toEqual([0, expect.stringContaining('Wrote the draft')]);
    const published = await gavel('publish', at('d', 'shop', '1'), '--models', at('e'));
    expect([published.code, published.err]).toEqual([1, expect.stringContaining('its floor is 10000')]);
  });

  it('publishes what holds byte for byte, once', async () => {
    expect((await gavel('publish', at('a', 'shop', '1'), '--models', at('f'))).code).toBe(0);
    expect(await readFile(at('f', 'shop', '1', 'artifact.json'))).toEqual(await readFile(at('a', 'shop', '1', 'artifact.json')));
    const again = await gavel('publish', at('a', 'shop', '1'), '--models', at('f'));
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('never changed')]);
    await writeFile(at('b', 'shop', '1', 'weights.bin'), 'not these');
    const altered = await gavel('publish', at('b', 'shop', '1'), '--models', at('g'));
    expect([altered.code, altered.err]).toEqual([1, expect.stringContaining('weights.bin has SHA-256')]);
  });

  it.each([
    [
      'id,at,who,amount,fraud\n1,2024-01-01,a,5,0\n2,yesterday,a,x,7',
      ['line 3: fraud must be 0 or 1', 'line 3: at must be epoch milliseconds'],
    ],
    ['id,at,who,amount\n1,2024-01-01,a,5', ['there is no column fraud: name the right one with --label']],
    ['id,at,who,fraud\n1,2024-01-01', ['line 2: 2 cells where the header has 4']],
    ...['1740787200', '20250301', '05.03.2025', '2025-03', '1e300'].map((time): [string, string[]] => [
      `id,at,who,fraud\n1,${time},a,0`,
      ['line 2: at must be epoch milliseconds or a date and time like 2026-05-04T13:37:00+02:00'],
    ]),
    [
      'id,at,who,amount,fraud\n1,2024-01-01,a,5,0\n2,2024-01-01,a,-inf,1',
      ['line 3: amount must be a number, as it is in the first rows, or empty'],
    ],
    [
      `id,at,who,token,fraud\n${Array.from({ length: 10_002 }, (_, row) => `${row},2024-01-01,a,t${row},0`).join('\n')}`,
      ['token has more than 10000 different texts, as an id or free text has: leave it out with --ignore token'],
    ],
    [
      `id,at,who,fraud\n${'1,never,a,0\n'.repeat(21)}`,
      ['line 21: at must be epoch milliseconds', 'reading stopped after 20 faults: there may be more'],
    ],
    ['', ['The file is empty']],
  ])('says where a table is wrong and how to mend it (%#)', async (text, messages) => {
    await writeFile(at('wrong.csv'), text);
    const { code, err } = await train('--data', at('wrong.csv'), '--out', at('h'));
    expect(code).toBe(2);
    for (const message of messages) expect(err).toContain(message);
  });
});
