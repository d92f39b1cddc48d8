import { cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide, exampleRequest, getJson, type Answer, type Reply } from './support/decision-client.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

const LANES = 8;
let workplace: Workplace;
let service: Service;
let modelsDir: string;

beforeAll(async () => {
  workplace = await makeWorkplace();
  modelsDir = join(workplace.dir, 'models');
  await cp(resolve(import.meta.dirname, '../models'), modelsDir, { recursive: true });
  service = await startService(workplace, { GAVEL_MODELS_DIR: modelsDir });
});

afterAll(async () => {
  await service?.stop();
  await workplace?.remove();
});

/** Drops a copy of version 2 into the folder under another number, whole in one step as publishing does. */
async function publish(version: string, spoil: (folder: string) => Promise<void> = async () => undefined): Promise<void> {
  const unfinished = join(modelsDir, 'card-fraud', `.unfinished-${version}`);
  await mkdir(unfinished);
  await cp(join(modelsDir, 'card-fraud', '2'), unfinished, { recursive: true });
  const artifact = join(unfinished, 'artifact.json');
  await writeFile(artifact, (await readFile(artifact, 'utf8')).replace('"version": "2"', `"version": "${version}"`));
  await spoil(unfinished);
  await rename(unfinished, join(modelsDir, 'card-fraud', version));
}

/** Asks without pause until it is stopped; keeps every reply. */
function load(example: Record<string, unknown>): { replies: Reply<Answer>[]; stop: () => Promise<void> } {
  const replies: Reply<Answer>[] = [];
  let asked = 0;
  const over = new AbortController();
  const lane = async (): Promise<void> => {
    while (!over.signal.aborted) {
      asked += 1;
      const changes = { transactionId: `switch-${asked}`, customerId: `customer-${asked}`, cardId: `card-${asked}` };
      replies.push(await decide(service.url, { ...example, ...changes }));
    }
  };
  const lanes = Promise.all(Array.from({ length: LANES }, lane));
  return {
    replies,
    stop: async () => {
      over.abort();
      await lanes;
    },
  };
}

const modelState = async (version: string): Promise<string | undefined> =>
  (await getJson<{ models: { version: string; state: string }[] }>(`${service.url}/v1/models`)).body.models.find(
    (line) => line.version === version,
  )?.state;

it('loads, warms and switches to a version that is dropped in, under load, without a failed decision', { timeout: 120_000 }, async () => {
  const traffic = load(await exampleRequest(service.url));
  await expect.poll(() => traffic.replies.length).toBeGreaterThan(50);
  await publish('3');
  await expect.poll(() => modelState('3')).toBe('ready');
  const flags = await readFile(workplace.flagsFile, 'utf8');
  const switched = JSON.parse(flags, (key, value: unknown) =>
    key === 'rollout' ? '100' : key === 'value' && value === '2' ? '3' : value,
  ) as unknown;
  await writeFile(`${workplace.flagsFile}.next`, JSON.stringify(switched));
  await rename(`${workplace.flagsFile}.next`, workplace.flagsFile);
  const isBy3 = ({ body }: Reply<Answer>): boolean => body.model?.version === '3';
  await expect.poll(() => traffic.replies.filter(isBy3).length).toBeGreaterThan(100);
  await traffic.stop();
  expect(traffic.replies.filter(({ status }) => status !== 200)).toEqual([]);
  // A busy machine may be late with a score; that a model was not there must never be the cause.
  const causes = new Set(traffic.replies.flatMap(({ body }) => body.degraded));
  expect([...causes].filter((cause) => cause !== 'model:timeout')).toEqual([]);
  const last = traffic.replies.findLast((reply) => isBy3(reply) && reply.body.score !== null)?.body;
  const { status, body } = await getJson<{ scoreValue: number; groups: { contribution: number }[]; background: { scoreValue: number } }>(
    `${service.url}/v1/decisions/${last?.decisionId ?? ''}/explanation`,
  );
  expect([status, body.scoreValue]).toEqual([200, last?.score]);
  const sum = body.groups.reduce((total, { contribution }) => total + contribution, 0);
  expect(Math.abs(sum - (body.scoreValue - body.background.scoreValue))).toBeLessThan(1e-6);
  const drift = await getJson<{ scored: number }>(`${service.url}/v1/models/card-fraud/3/drift`);
  expect(drift.body.scored).toBeGreaterThanOrEqual(
    traffic.replies.filter((reply) => isBy3(reply) && reply.body.score !== null).length - LANES,
  );
});

it('names a version that is cut short in /health, and goes on as before', { timeout: 60_000 }, async () => {
  await publish('4', async (folder) => {
    const weights = await readFile(join(folder, 'weights.bin'));
    await writeFile(join(folder, 'weights.bin'), weights.subarray(0, 100));
  });
  await expect.poll(() => modelState('4')).toBe('failed');
  const health = JSON.stringify((await getJson(`${service.url}/health`)).body);
  expect(health).toMatch(/"version":"4","state":"failed","reasons":\["weights\.bin has SHA-256/);
  const { status, body } = await decide(service.url, await exampleRequest(service.url, { transactionId: 'after' }));
  expect([status, body.model?.version]).toEqual([200, '3']);
});
