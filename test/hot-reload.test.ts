import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide, exampleRequest, getJson } from './support/decision-client.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

let workplace: Workplace;
let service: Service;
let ruleFile: string;
let good: string;

beforeAll(async () => {
  workplace = await makeWorkplace();
  ruleFile = join(workplace.rulesDir, 'card-fraud', 'velocity.rules.json');
  good = await readFile(ruleFile, 'utf8');
  service = await startService(workplace);
});

afterAll(async () => {
  await service?.stop();
  await workplace?.remove();
});

/** The rule file with a fact that there is not, in its first rule. */
function broken(): string {
  const rules = good.indexOf('"rules"');
  return good.slice(0, rules) + good.slice(rules).replace(/"fact": "\w+"/, '"fact": "noSuchFact"');
}

const policyHash = async (): Promise<string> => (await getJson<{ policy: string }>(`${service.url}/v1/flows/card-fraud`)).body.policy;
const health = async (): Promise<string> => JSON.stringify((await getJson(`${service.url}/health`)).body);

it('keeps the last good policy when a rule file breaks, and names file, rule and reason', { timeout: 60_000 }, async () => {
  const before = await policyHash();
  const firstRule = /"name": "([a-z0-9-]+)"/.exec(good)?.[1] ?? 'no rule';
  await writeFile(ruleFile, broken());
  await expect.poll(health).toContain('noSuchFact');
  expect(await health()).toContain('velocity.rules.json');
  expect(await health()).toContain(firstRule);
  expect(service.output()).toContain('noSuchFact');
  expect(await policyHash()).toBe(before);
  const { body } = await decide(service.url, await exampleRequest(service.url, { transactionId: 'still' }));
  expect(body).toMatchObject({ outcome: 'pass', policy: before });
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
});

it('says of a new flow that was never good that it decides nothing', { timeout: 60_000 }, async () => {
  const folder = join(workplace.rulesDir, 'never-good');
  await mkdir(folder);
  await writeFile(join(folder, 'flow.json'), '{}');
  await expect.poll(health).toContain('the files of the flow never-good are refused; it was never good and decides nothing');
  expect(service.output()).toContain('policy refused, and never-good was never good: it decides nothing');
  await rm(folder, { recursive: true });
  await expect.poll(health).not.toContain('never-good');
});

it('takes the mended folder in one step, and the old hash again for the old files', { timeout: 60_000 }, async () => {
  const before = await policyHash();
  await writeFile(ruleFile, good.replace('"description": "', '"description": "Changed. '));
  await expect.poll(policyHash).not.toBe(before);
  await writeFile(ruleFile, good);
  await expect.poll(policyHash).toBe(before);
  expect(await health()).not.toContain('noSuchFact');
});

it('starts again on the policy that served last while a rule file is broken, and says so', { timeout: 60_000 }, async () => {
  const before = await policyHash();
  await writeFile(ruleFile, broken());
  await service.stop();
  service = await startService(workplace);
  expect(await policyHash()).toBe(before);
  expect(service.output()).toContain('the last good one stays in force');
  expect(service.output()).toContain('which served last');
  expect(await health()).toContain('noSuchFact');
  const { body } = await decide(service.url, await exampleRequest(service.url, { transactionId: 'again' }));
  expect(body).toMatchObject({ policy: before });
  await writeFile(ruleFile, good);
  await expect.poll(health).not.toContain('noSuchFact');
  expect(await policyHash()).toBe(before);
});

it('refuses to start on broken rules, with every fault listed', { timeout: 60_000 }, async () => {
  const elsewhere = await makeWorkplace();
  const folder = join(elsewhere.rulesDir, 'card-fraud');
  await writeFile(join(folder, 'velocity.rules.json'), broken());
  const policy = await readFile(join(folder, 'policy.json'), 'utf8');
  await writeFile(join(folder, 'policy.json'), policy.replace('"denyList",', ''));
  const failure = await startService(elsewhere).then(
    async (started) => `started: ${await started.stop()}`,
    (error: Error) => error.message,
  );
  expect(failure).toContain('noSuchFact');
  expect(failure).toContain('policy.json');
  expect(failure).toContain('ended with 1');
  await elsewhere.remove();
});
