import { readFile, rename, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide, exampleRequest, getJson, inParallel } from './support/decision-client.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

const CUSTOMERS = 2000;
let workplace: Workplace;
let service: Service;

beforeAll(async () => {
  workplace = await makeWorkplace();
  service = await startService(workplace);
});

afterAll(async () => {
  await service?.stop();
  await workplace?.remove();
});

/** Which customers the canary decides for, asked by real decisions. */
async function canaryCustomers(round: string): Promise<ReadonlySet<string>> {
  const example = await exampleRequest(service.url);
  const found = new Set<string>();
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => `customer-${n}`);
  await inParallel(customers, 16, async (customerId) => {
    const { body } = await decide(service.url, { ...example, transactionId: `${round}-${customerId}`, customerId, cardId: customerId });
    if (body.model?.role === 'canary') found.add(customerId);
  });
  return found;
}

/** Replaces the flag file as editors and config maps do: by rename. */
async function editFlags(edit: (text: string) => string): Promise<void> {
  const next = `${workplace.flagsFile}.next`;
  await writeFile(next, edit(await readFile(workplace.flagsFile, 'utf8')));
  await rename(next, workplace.flagsFile);
}

const canary = async () =>
  (await getJson<{ canary: { version: string; share: number } | null }>(`${service.url}/v1/flows/card-fraud`)).body.canary;

it('gives the canary its share, and a ramp by the flag file keeps everyone who was in', { timeout: 120_000 }, async () => {
  const at5 = await canaryCustomers('at5');
  expect(at5.size / CUSTOMERS).toBeGreaterThan(0.03);
  expect(at5.size / CUSTOMERS).toBeLessThan(0.07);

  await editFlags((text) => text.replace(/"rollout": "5"/, '"rollout": "20"'));
  await expect.poll(canary).toMatchObject({ version: '2', share: 20, ready: true });
  const at20 = await canaryCustomers('at20');
  expect(at20.size / CUSTOMERS).toBeGreaterThan(0.17);
  expect(at20.size / CUSTOMERS).toBeLessThan(0.23);
  expect([...at5].filter((customer) => !at20.has(customer))).toEqual([]);
});

it('keeps the last good flags when the file is broken, and says so', async () => {
  await editFlags((text) => text.slice(0, 40));
  await expect.poll(async () => JSON.stringify((await getJson(`${service.url}/health`)).body)).toMatch(/flags\.json/);
  expect(await canary()).toMatchObject({ version: '2' });
});
