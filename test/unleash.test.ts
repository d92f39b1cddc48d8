import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, exampleRequest, getJson } from './support/decision-client.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';
import { installUnleash, startUnleash, type UnleashServer } from './support/start-unleash.js';

const FLAG = 'gavel.card-fraud.canary';
const FEATURES = '/projects/default/features';

const lacking = await installUnleash();
if (lacking !== undefined) process.stderr.write(`not run: the tests on a real Unleash server, because ${lacking}\n`);

describe.runIf(lacking === undefined)('flags of a real Unleash server', () => {
  let unleash: UnleashServer;
  let workplace: Workplace;
  let service: Service;
  let strategyPath: string;

  beforeAll(async () => {
    [unleash, workplace] = await Promise.all([startUnleash(), makeWorkplace()]);
    await unleash.admin('POST', FEATURES, { name: FLAG, type: 'release' });
    const strategy = await unleash.admin<{ id: string }>('POST', `${FEATURES}/${FLAG}/environments/development/strategies`, {
      name: 'flexibleRollout',
      parameters: { rollout: '0', stickiness: 'customerId', groupId: FLAG },
      variants: [
        { name: 'candidate', weight: 1000, weightType: 'variable', stickiness: 'customerId', payload: { type: 'string', value: '2' } },
      ],
    });
    strategyPath = `${FEATURES}/${FLAG}/environments/development/strategies/${strategy.id}`;
    await unleash.admin('POST', `${FEATURES}/${FLAG}/environments/development/on`);
    service = await startService(workplace, { UNLEASH_URL: unleash.url, UNLEASH_API_TOKEN: unleash.token });
  });

  afterAll(async () => {
    await service?.stop();
    await unleash?.stop();
    await workplace?.remove();
  });

  const roleOf = async (id: string): Promise<string | undefined> =>
    (await decide(service.url, await exampleRequest(service.url, { transactionId: id }))).body.model?.role;
  const share = async (): Promise<number | undefined> =>
    (await getJson<{ canary: { share: number } | null }>(`${service.url}/v1/flows/card-fraud`)).body.canary?.share;

  it('moves traffic when a release manager changes the rollout', async () => {
    expect(await roleOf('at-0')).toBe('champion');
    await unleash.admin('PATCH', strategyPath, [{ op: 'replace', path: '/parameters/rollout', value: '100' }]);
    await expect.poll(share).toBe(100);
    expect(await roleOf('at-100')).toBe('canary');
  });

  it('holds the last flags when the server is gone, also across a restart', { timeout: 120_000 }, async () => {
    await unleash.stop();
    expect(await roleOf('server-gone')).toBe('canary');
    await service.stop();
    service = await startService(workplace, { UNLEASH_URL: unleash.url, UNLEASH_API_TOKEN: unleash.token });
    expect(await roleOf('restarted')).toBe('canary');
    const { body } = await getJson(`${service.url}/health`);
    expect(JSON.stringify(body)).toContain('snapshot');
  });
});
