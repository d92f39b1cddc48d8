import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide, exampleRequest, getJson, postJson } from './support/decision-client.js';
import { runGavel } from './support/run-gavel.js';
import { makeWorkplace, startService, type Service, type Workplace } from './support/start-service.js';

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

interface Problem {
  readonly type: string;
  readonly status: number;
  readonly faults?: readonly { pointer: string; message: string }[];
}

interface Recorded {
  readonly ask: { readonly request: { transactionId: string } };
  readonly verdict: { readonly outcome: string };
  readonly facts: { readonly features: Record<string, unknown> };
  readonly shadows: readonly unknown[];
  readonly labels: readonly unknown[];
}

const record = (id: string) => getJson<Recorded>(`${service.url}/v1/decisions/${id}`);

describe('a decision', () => {
  it('answers the flow’s example with an outcome, a score and where they come from', async () => {
    const { status, body } = await decide(service.url, await exampleRequest(service.url, { transactionId: 'e2e-1' }));
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'pass', durable: true, replayed: false, degraded: [], model: { name: 'card-fraud' } });
    expect(body.score).toBeGreaterThanOrEqual(0);
    expect(body.policy).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is in the log, whole, with what the shadow said of it', async () => {
    const { body } = await decide(service.url, await exampleRequest(service.url, { transactionId: 'e2e-2' }));
    await expect.poll(async () => (await record(body.decisionId)).body.shadows).toHaveLength(1);
    const { body: kept } = await record(body.decisionId);
    expect(kept.ask.request.transactionId).toBe('e2e-2');
    expect(kept.verdict.outcome).toBe(body.outcome);
    expect(Object.keys(kept.facts.features).length).toBeGreaterThan(20);
  });

  it('is judged again by `gavel replay` to the same outcome, reasons and score', async () => {
    const { body } = await decide(
      service.url,
      await exampleRequest(service.url, { transactionId: 'e2e-3', ipCountry: 'BR', amount: 250_000 }),
    );
    const replayed = await runGavel(['replay', body.decisionId], { GAVEL_URL: service.url });
    expect(replayed.output).toContain(body.outcome);
    expect(replayed.code).toBe(0);
  });

  it('sees earlier payments: three small probes and then a large one', async () => {
    const who = { customerId: 'probed', accountId: 'probed', cardId: 'probed', deviceId: 'probed' };
    const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
    const ask = async (id: string, minutesAgo: number, amount: number) =>
      decide(service.url, await exampleRequest(service.url, { ...who, transactionId: id, eventTime: at(minutesAgo), amount }));
    const before = await ask('probe-0', 60 * 24, 90_000);
    for (const n of [1, 2, 3]) await ask(`probe-${n}`, 10 - n, 100);
    const after = await ask('probe-4', 5, 90_000);
    expect(before.body.outcome).not.toBe('block');
    expect(after.body.outcome).not.toBe('pass');
    expect(after.body.reasons.length).toBeGreaterThan(before.body.reasons.length);
  });
});

describe('the same request twice', () => {
  it('is answered from the record and counts once', async () => {
    const request = await exampleRequest(service.url, { transactionId: 'twice', customerId: 'twice', cardId: 'twice' });
    const first = await decide(service.url, request);
    const second = await decide(service.url, request);
    expect(second.body).toMatchObject({ decisionId: first.body.decisionId, outcome: first.body.outcome, replayed: true });
    const other = await exampleRequest(service.url, { transactionId: 'twice-next', customerId: 'twice', cardId: 'twice' });
    const later = { ...other, eventTime: new Date(Date.parse(String(other['eventTime'])) + 1000).toISOString() };
    const third = await record((await decide(service.url, later)).body.decisionId);
    expect(third.body.facts.features['cardCount24h']).toBe(1);
  });

  it('with another body is refused', async () => {
    const request = await exampleRequest(service.url, { transactionId: 'reused' });
    await decide(service.url, request);
    const { status, body } = await postJson<Problem>(`${service.url}/v1/flows/card-fraud/decisions`, { ...request, amount: 7 });
    expect([status, body.status]).toEqual([422, 422]);
  });
});

describe('a bad request', () => {
  const post = (body: unknown) => postJson<Problem>(`${service.url}/v1/flows/card-fraud/decisions`, body);

  it('is refused with every fault and its place', async () => {
    const { status, body } = await post(await exampleRequest(service.url, { amount: '12', currency: 'euro', surprise: 1 }));
    expect(status).toBe(400);
    expect(new Set(body.faults?.map((fault) => fault.pointer))).toEqual(new Set(['/amount', '/currency', '/surprise']));
  });

  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a number that loses precision', '{"amount":9007199254740993}'],
    ['an infinite number', '{"amount":1e400}'],
    ['__proto__', '{"__proto__":{"a":1}}'],
    ['NUL', String.raw`{"a":"\u0000"}`],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['too deep a nest', '['.repeat(40) + ']'.repeat(40)],
    ['what is not JSON', '{"a":'],
  ])('is refused for %s', async (_name, body) => {
    const reply = await post(body);
    expect(reply.status).toBe(400);
    expect(reply.body.type).toMatch(/./);
  });

  it('is refused for its size, its flow and its id', async () => {
    expect((await post({ pad: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await postJson(`${service.url}/v1/flows/nowhere/decisions`, {})).status).toBe(404);
    expect((await getJson(`${service.url}/v1/decisions/nobody`)).status).toBe(404);
  });
});

describe('what later proved true', () => {
  it('is kept with the decision, once', async () => {
    const { body } = await decide(service.url, await exampleRequest(service.url, { transactionId: 'labelled' }));
    const label = { label: 'fraud', occurredAt: new Date().toISOString(), source: 'chargeback' };
    for (let n = 0; n < 2; n++) {
      const { status } = await postJson(`${service.url}/v1/decisions/${body.decisionId}/labels`, label);
      expect(status).toBeLessThan(300);
    }
    expect((await record(body.decisionId)).body.labels).toHaveLength(1);
    expect((await postJson(`${service.url}/v1/decisions/nobody/labels`, label)).status).toBe(404);
  });
});

describe('what the service tells of itself', () => {
  it.each([
    '/health/live',
    '/health/ready',
    '/health',
    '/v1/flows',
    '/v1/flows/card-fraud',
    '/v1/flows/card-fraud/policy',
    '/openapi.json',
  ])('answers %s with JSON', async (path) => {
    expect((await getJson(service.url + path)).status).toBe(200);
  });

  it('shows the split as shipped', async () => {
    const { body } = await getJson(`${service.url}/v1/flows/card-fraud`);
    expect(body).toMatchObject({ champion: '1', canary: { version: '2', share: 5 }, shadows: ['2'] });
  });

  it('gives metrics for Prometheus and a page of the API', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^gavel_\w+\{.*outcome="pass".*\} \d+$/m);
    const page = await fetch(`${service.url}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });
});
