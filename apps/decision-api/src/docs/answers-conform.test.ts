import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { fitReference } from '@gavel/engine';
import { FakeDecisionLog } from '@gavel/engine/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { samplePolicy, sampleFlowTexts } from '../testing/sample-flow.js';
import { ask, sampleRequest, startSample, type Reply, type SampleService } from '../testing/sample-service.js';

// A backtest starts a thread, which compiles the sources anew: on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const LOGIN = JSON.stringify({
  title: 'Log-in',
  description: 'A try to log in.',
  fields: { id: 'loginId', eventTime: 'at' },
  gives: { customerId: 'user' },
  event: {
    type: 'object',
    additionalProperties: false,
    required: ['loginId', 'at', 'user'],
    properties: {
      loginId: { type: 'string', minLength: 1, maxLength: 300 },
      at: { type: 'string', format: 'date-time' },
      user: { type: 'string', minLength: 1, maxLength: 300 },
    },
  },
  example: { loginId: 'l1', at: '2026-03-01T12:00:00Z', user: 'c1' },
});

/** The sample flow with an event, and with groups, so that scores can be explained. */
function wholeFlow() {
  const policy = JSON.parse(sampleFlowTexts()['policy.json']!) as object;
  const groups = [{ name: 'all', features: ['amount', 'paymentsLastHour'], reason: 'LARGE' }];
  return samplePolicy({ 'events/login.json': LOGIN, 'policy.json': JSON.stringify({ ...policy, explanation: { groups } }) });
}

type Method = 'GET' | 'POST' | 'DELETE';
type Sent = { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };
// eslint-disable-next-line typescript/no-explicit-any -- an OpenAPI document
type Doc = any;

const NO_ID = '0198c2b4-0000-7000-8000-000000000000';
const DECISIONS = '/v1/flows/sample/decisions';
const LABELS = '/v1/decisions/{id}/labels';
const BACKTESTS = '/v1/flows/{flow}/backtests';
const TOO_LARGE = { body: { text: 'x'.repeat(70_000) } };
const AS_TEXT = { body: 'a', headers: { 'content-type': 'text/plain' } };

describe('every answer is as the OpenAPI document says', () => {
  let service: SampleService;
  let doc: Doc;
  let ajv: Ajv2020;
  const seen = new Set<string>();

  beforeAll(async () => {
    const amounts = Array.from({ length: 1000 }, (_, index) => index * 10);
    const scores = amounts.map((amount) => amount / 20_000);
    const reference = fitReference(scores, [{ name: 'amount', kind: 'number', values: amounts }]);
    service = await startSample({ policy: wholeFlow(), references: { 'sample@1': reference }, log: new FakeDecisionLog() });
    service.models.answer('sample', '1', 0.1).explain('sample', '1', { amount: 100, paymentsLastHour: 0 });
    doc = (await service.get('/openapi.json')).body;
    ajv = new Ajv2020({ strict: false, allErrors: true });
    formats.default.default(ajv);
    ajv.addSchema({ $id: 'https://gavel.test/', components: doc.components });
  });
  afterAll(() => service.close());

  /** Asks, and holds status, media type and body against the document. */
  async function check(
    method: Method,
    path: string,
    status: number,
    sent: Sent & { url?: string; of?: SampleService } = {},
  ): Promise<Reply> {
    const { of = service, url = path, ...rest } = sent;
    const reply = await ask(of, { method, url: url.replace('{flow}', 'sample'), ...rest });
    const place = `${method} ${path} ${status}`;
    expect({ place: `${method} ${path} ${reply.status}`, text: reply.text }).toEqual({ place, text: reply.text });
    conforms(place, doc.paths[path][method.toLowerCase()].responses[String(status)], reply);
    seen.add(place);
    return reply;
  }

  function conforms(place: string, response: Doc, { headers, text, body }: Reply): void {
    expect(response, `${place} is not documented`).toBeDefined();
    if (response.content === undefined) return expect({ place, text }).toEqual({ place, text: '' });
    const type = String(headers['content-type']).split(';')[0] ?? '';
    expect(Object.keys(response.content)).toContain(type);
    const schema = JSON.parse(JSON.stringify(response.content[type].schema).replaceAll('"#/', '"https://gavel.test/#/'));
    const validate = ajv.compile(schema);
    expect(validate(body ?? text), `${place}: ${JSON.stringify(validate.errors)} in ${text.slice(0, 500)}`).toBe(true);
  }

  it('decisions, their records, explanations and labels', async () => {
    const first = await check('POST', DECISIONS, 200, { body: sampleRequest() });
    await check('POST', DECISIONS, 200, { body: sampleRequest({ paymentId: 'p-large', amount: 200_000 }) });
    expect((await check('POST', DECISIONS, 422, { body: sampleRequest({ amount: 9 }) })).body.decisionId).toBe(first.body.decisionId);
    expect((await check('POST', DECISIONS, 400, { body: { amount: 'x', other: 1 } })).body.faults.length).toBeGreaterThan(2);
    await check('POST', DECISIONS, 413, TOO_LARGE);
    await check('POST', DECISIONS, 415, AS_TEXT);
    const one = `/v1/decisions/${first.body.decisionId}`;
    await check('GET', '/v1/decisions/{id}', 200, { url: one });
    await check('GET', '/v1/decisions/{id}', 404, { url: `/v1/decisions/${NO_ID}` });
    await check('GET', '/v1/decisions/{id}/explanation', 200, { url: `${one}/explanation` });
    await check('GET', '/v1/decisions/{id}/explanation', 404, { url: `/v1/decisions/${NO_ID}/explanation` });
    const label = { label: 'fraud', occurredAt: '2026-05-04T12:00:00Z', source: 'test' };
    expect((await check('POST', LABELS, 200, { url: `${one}/labels`, body: label })).body.decisionId).toBe(first.body.decisionId);
    const small = { ...label, occurredAt: '2026-05-04t12:00:00.072491491491z' };
    await check('POST', LABELS, 200, { url: `${one}/labels`, body: small });
    const { labels } = (await check('GET', '/v1/decisions/{id}', 200, { url: one })).body;
    expect(labels.map(({ occurredAt }: { occurredAt: string }) => occurredAt)).toEqual([
      '2026-05-04T12:00:00.000Z',
      '2026-05-04T12:00:00.072Z',
    ]);
    await check('POST', LABELS, 400, { url: `${one}/labels`, body: { label: 'other' } });
    await check('POST', LABELS, 404, { url: `/v1/decisions/${NO_ID}/labels`, body: label });
    await check('POST', LABELS, 413, { url: `${one}/labels`, ...TOO_LARGE });
    await check('POST', LABELS, 415, { url: `${one}/labels`, ...AS_TEXT });
    service.models.answer('sample', '1', { fault: 'failed' });
    const unscored = (await service.post(sampleRequest({ paymentId: 'p-unscored' }))).body.decisionId;
    await check('GET', '/v1/decisions/{id}/explanation', 409, { url: `/v1/decisions/${unscored}/explanation` });
    service.models.answer('sample', '1', 0.1);
  });

  it('flows', async () => {
    await check('GET', '/v1/flows', 200);
    for (const path of ['/v1/flows/{flow}', '/v1/flows/{flow}/example', '/v1/flows/{flow}/policy']) {
      await check('GET', path, 200);
      await check('GET', path, 404, { url: path.replace('{flow}', 'other') });
    }
    const policy = '/v1/flows/{flow}/policy';
    await check('GET', policy, 200, { url: `${policy}?hash=${(await service.get('/v1/flows')).body.flows[0].policy}` });
    expect((await check('GET', policy, 400, { url: `${policy}?hash=x` })).body.faults[0].subject).toBe('hash');
    await check('GET', policy, 404, { url: `${policy}?hash=${'0'.repeat(64)}` });
  });

  it('events', async () => {
    const login = { flow: 'sample', kind: 'login', event: { loginId: 'l1', at: '2026-05-04T11:00:00Z', user: 'c-1' } };
    expect((await check('POST', '/v1/events', 202, { body: [login] })).body.kept).toBe(1);
    await check('POST', '/v1/events', 207, { body: [login, { ...login, kind: 'other' }, { ...login, event: {} }] });
    await check('POST', '/v1/events', 400, { body: login });
    await check('POST', '/v1/events', 413, { body: { text: 'x'.repeat(1_100_000) } });
    await check('POST', '/v1/events', 415, AS_TEXT);
  });

  it('backtests', async () => {
    const one = `${BACKTESTS}/{id}`;
    const { headers } = await check('POST', BACKTESTS, 202, { body: {} });
    const url = String(headers['location']);
    await expect.poll(async () => (await service.get(url)).body.state, { timeout: 60_000 }).toBe('done');
    await check('GET', one, 200, { url });
    await check('GET', one, 200, { url, headers: { accept: 'text/html' } });
    await check('GET', BACKTESTS, 200);
    await check('DELETE', one, 204, { url });
    await check('GET', one, 404, { url });
    await check('DELETE', one, 404, { url });
    await check('GET', BACKTESTS, 404, { url: '/v1/flows/other/backtests' });
    await check('POST', BACKTESTS, 404, { url: '/v1/flows/other/backtests', body: {} });
    await check('POST', BACKTESTS, 400, { body: { from: 1, other: 2 } });
    const broken = { candidate: { files: { 'amount.rules.json': '{"rules": [{"name": "x"}]}' } } };
    expect((await check('POST', BACKTESTS, 422, { body: broken })).body.faults[0].file).toBe('amount.rules.json');
    await check('POST', BACKTESTS, 413, { body: { text: 'x'.repeat(4_300_000) } });
    await check('POST', BACKTESTS, 415, AS_TEXT);
  });

  it('models', async () => {
    expect((await check('GET', '/v1/models', 200)).body.models).toHaveLength(2);
    for (const part of ['drift', 'quality']) {
      const path = `/v1/models/{name}/{version}/${part}`;
      for (const version of ['1', '2']) await check('GET', path, 200, { url: `/v1/models/sample/${version}/${part}` });
      await check('GET', path, 404, { url: `/v1/models/sample/77/${part}` });
    }
    await check('GET', '/v1/models/{name}/{version}/quality', 400, { url: '/v1/models/sample/1/quality?days=no' });
  });

  it('health', async () => {
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) await check('GET', path, 200);
    service.decisionLog.failure = new Error('gone');
    await expect.poll(async () => (await service.get('/health/ready')).status, { timeout: 5000 }).toBe(503);
    await check('GET', '/health/ready', 503);
    service.decisionLog.failure = undefined;
  });

  it('without a key, by another name, and while the service stops', async () => {
    const guarded = await startSample({ environment: { GAVEL_API_KEYS: 'a-key-of-some-length-0123456789abcdef' } });
    const stopping = await startSample();
    stopping.parts.guard.stop();
    expect(operations().length).toBeGreaterThan(15);
    try {
      for (const { method, path, statuses } of operations()) {
        const url = path.replace('{id}', NO_ID).replace('{name}', 'sample').replace('{version}', '1');
        const body = method === 'POST' ? { body: {} } : {};
        if (statuses.includes('401')) await check(method, path, 401, { url, of: guarded, ...body });
        if (statuses.includes('403')) await check(method, path, 403, { url, headers: { host: 'elsewhere.example' }, ...body });
        if (statuses.includes('503') && path !== '/health/ready') await check(method, path, 503, { url, of: stopping, ...body });
      }
    } finally {
      await Promise.all([guarded.close(), stopping.close()]);
    }
  });

  it('and no documented answer was left out', () => {
    const documented = operations().flatMap(({ method, path, statuses }) => statuses.map((status) => `${method} ${path} ${status}`));
    expect(documented.filter((place) => !seen.has(place))).toEqual([]);
  });

  function operations(): { readonly method: Method; readonly path: string; readonly statuses: readonly string[] }[] {
    return Object.entries<Doc>(doc.paths).flatMap(([path, item]) =>
      Object.entries<Doc>(item).map(([method, { responses }]) => ({
        method: method.toUpperCase() as Method,
        path,
        statuses: Object.keys(responses),
      })),
    );
  }
});
