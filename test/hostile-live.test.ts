import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HOSTILE_FLOWS } from './hostile/hostile-flows.js';
import { HOSTILE_RULES } from './hostile/hostile-rules.js';
import { GOOD, HOSTILE_LISTS, HOSTILE_NAMES, HOSTILE_TEXTS } from './hostile/hostile-texts.js';
import { getJson, postJson, type Answer } from './support/decision-client.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

/** A few of every kind: each is a reload of a whole folder. */
const CHOSEN = [HOSTILE_TEXTS, HOSTILE_LISTS, HOSTILE_NAMES, HOSTILE_RULES, HOSTILE_FLOWS].flatMap((kind) =>
  [0.05, 0.5, 0.95].map((share) => kind[Math.floor(kind.length * share)]!),
);
const EVERY_MS = 20;

let workplace: Workplace;
let service: Service;
let folder: string;

async function fill(files: Readonly<Record<string, string>>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

beforeAll(async () => {
  workplace = await makeWorkplace();
  folder = join(workplace.rulesDir, 'sample');
  await fill(GOOD);
  service = await startService(workplace, { LOG_LEVEL: 'warn' });
}, 120_000);

afterAll(async () => {
  await service?.stop();
  await workplace?.remove();
});

interface Health {
  readonly flows: readonly { readonly name: string; readonly faults: readonly string[] }[];
}

async function faultsNow(): Promise<number> {
  const { body } = await getJson<Health>(`${service.url}/health`);
  return body.flows.find(({ name }) => name === 'sample')?.faults.length ?? -1;
}

it('hostile folders move no decision: each is answered as before, by the same policy', { timeout: 180_000 }, async () => {
  const answers = new Set<string>();
  let asked = 0;
  const state = { isOver: false };
  const ask = async (): Promise<void> => {
    while (!state.isOver) {
      const request = { id: `r-${(asked += 1)}`, at: '2026-03-01T12:00:00Z', customer: `c-${asked}`, card: `k-${asked}`, amount: 100 };
      const { status, body } = await postJson<Answer>(`${service.url}/v1/flows/sample/decisions`, request);
      const { outcome, reasons, policy, degraded } = body;
      answers.add(JSON.stringify({ status, outcome, reasons, policy, degraded }));
      await new Promise((done) => setTimeout(done, EVERY_MS));
    }
  };
  const asking = ask();
  const refused: string[] = [];
  for (const { name, files } of CHOSEN) {
    await fill(files);
    await expect.poll(faultsNow, { message: name }).toBeGreaterThan(0);
    refused.push(name);
    await fill(GOOD);
    await expect.poll(faultsNow, { message: `after ${name}` }).toBe(0);
  }
  state.isOver = true;
  await asking;
  expect(refused).toHaveLength(CHOSEN.length);
  expect(asked).toBeGreaterThan(CHOSEN.length);
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toContain('"status":200');
});
