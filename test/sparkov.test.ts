import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getJson } from './support/decision-client.js';
import { runGavel } from './support/run-gavel.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

const ROOT = resolve(import.meta.dirname, '..');
const CSV = join(ROOT, '../shared/data/sparkov/sparkov_2019-01_05.csv.gz');
const ROWS = 2000;

const isThere = existsSync(CSV);
if (!isThere) process.stderr.write('not run: the demo on recorded transactions, because the Sparkov data set is not there\n');

interface Summary {
  readonly sent: number;
  readonly errors: number;
  readonly replayed: number;
  readonly outcomes: Record<string, number>;
}

describe.runIf(isThere)('recorded transactions through the API', () => {
  let workplace: Workplace;
  let service: Service;

  beforeAll(async () => {
    workplace = await makeWorkplace();
    service = await startService(workplace, { LOG_LEVEL: 'warn' });
  });

  afterAll(async () => {
    await service?.stop();
    await workplace?.remove();
  });

  async function demo(name: string): Promise<Summary> {
    const file = join(workplace.dir, `${name}.json`);
    const map = join(ROOT, 'apps/cli/maps/sparkov.json');
    const args = ['demo', '--csv', CSV, '--map', map, '--limit', String(ROWS), '--compare', '50', '--json', file];
    const { code, output } = await runGavel(args, { GAVEL_URL: service.url });
    expect([code, output]).toEqual([0, expect.any(String)]);
    return JSON.parse(await readFile(file, 'utf8')) as Summary;
  }

  const logged = async (): Promise<number> => {
    const { body } = await getJson<{ counters: Record<string, { lateEvents: number; keys: number; events: number }> }>(
      `${service.url}/health`,
    );
    return body.counters['card-fraud']?.events ?? 0;
  };

  it('answers every row once, and the same rows again from the log', { timeout: 180_000 }, async () => {
    const first = await demo('first');
    expect(first).toMatchObject({ sent: ROWS, errors: 0, replayed: 0 });
    const counted = await logged();
    const second = await demo('second');
    expect(second).toMatchObject({ sent: ROWS, errors: 0, replayed: ROWS, outcomes: first.outcomes });
    expect(await logged()).toBe(counted);
  });
});
