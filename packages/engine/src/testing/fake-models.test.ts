import { Deadline } from '../contract/deadline.js';
import { describe, expect, it } from 'vitest';
import { coalitionsContract } from './coalitions-contract.js';
import { FakeModels } from './fake-models.js';
import { modelsContract } from './models-contract.js';

const NEVER = new Deadline();
const request = { name: 'm', version: '1', values: {}, priority: 'live' } as const;

modelsContract('fake', () => {
  const models = new FakeModels().answer('m', '1', (values) => (values['amount'] === 1 ? 0.1 : 0.9));
  return Promise.resolve({
    models,
    name: 'm',
    version: '1',
    samples: [
      { values: { amount: 1 }, score: 0.1 },
      { values: { amount: 2 }, score: 0.9 },
    ],
    close: () => Promise.resolve(),
  });
});

coalitionsContract('fake', () => {
  const models = new FakeModels()
    .answer('m', '1', (values) => (Number(values['amount'] ?? 0) + Number(values['count'] ?? 0)) / 10)
    .explain('m', '1', { amount: 1, count: 0 });
  return Promise.resolve({
    coalitions: models,
    models,
    name: 'm',
    version: '1',
    values: { amount: 5, count: 2 },
    close: () => Promise.resolve(),
  });
});

describe('FakeModels', () => {
  it.each(['timeout', 'not-ready', 'failed', 'not-a-number', 'out-of-range', 'overloaded'] as const)(
    'fails with %s when told to',
    async (fault) => {
      const models = new FakeModels().answer('m', '1', { fault });
      await expect(models.score(request, NEVER)).resolves.toMatchObject({ ok: false, fault });
    },
  );

  it('hangs until the deadline', async () => {
    const models = new FakeModels().answer('m', '1', 'hang');
    const deadline = new Deadline();
    const pending = models.score(request, deadline);
    await expect(Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 20, 'still waiting'))])).resolves.toBe(
      'still waiting',
    );
    deadline.end();
    await expect(pending).resolves.toMatchObject({ ok: false, fault: 'timeout' });
  });

  it.each([
    [Number.NaN, 'not-a-number'],
    [1.5, 'out-of-range'],
    [-0.1, 'out-of-range'],
  ])('takes the score %s for a fault', async (score, fault) => {
    await expect(new FakeModels().answer('m', '1', score).score(request, NEVER)).resolves.toMatchObject({ ok: false, fault });
  });

  it('forgets a version, and keeps what was asked', async () => {
    const models = new FakeModels().answer('m', '1', 0.5).answer('m', '1', undefined);
    await expect(models.score(request, NEVER)).resolves.toMatchObject({ ok: false, fault: 'not-ready' });
    expect(models.asked).toEqual([request]);
  });
});
