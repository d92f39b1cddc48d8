import { afterEach, describe, expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
import { ask, startSample, type Reply, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const text = { type: 'string', minLength: 1, maxLength: 300 };
const LOGIN = JSON.stringify({
  title: 'Log-in',
  description: 'A try to log in.',
  fields: { id: 'loginId', eventTime: 'at' },
  gives: { customerId: 'user', loginResult: 'result' },
  event: {
    type: 'object',
    additionalProperties: false,
    required: ['loginId', 'at', 'user'],
    properties: {
      loginId: text,
      at: { type: 'string', format: 'date-time' },
      user: text,
      result: { type: 'string', enum: ['ok', 'failed'] },
    },
  },
  example: { loginId: 'l1', at: '2026-03-01T12:00:00Z', user: 'c1', result: 'failed' },
});

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample({ policy: samplePolicy({ 'events/login.json': LOGIN }), ...options });
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

const login = (loginId: string, changes: Record<string, unknown> = {}) => ({
  flow: 'sample',
  kind: 'login',
  event: { loginId, at: '2026-05-04T11:00:00Z', user: 'c-1', result: 'failed', ...changes },
});

const send = (service: SampleService, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  ask(service, { method: 'POST', url: '/v1/events', body, headers });

describe('POST /v1/events', () => {
  it('keeps events, counts them once, and answers for each', async () => {
    const service = await start();
    const first = await send(service, [login('l1'), login('l2')]);
    expect([first.status, first.body]).toEqual([
      202,
      {
        kept: 2,
        replayed: 0,
        refused: 0,
        results: [
          { index: 0, status: 'kept', eventId: 'l1' },
          { index: 1, status: 'kept', eventId: 'l2' },
        ],
      },
    ]);
    const again = await send(service, [login('l2'), login('l3'), login('l3'), login('l1', { result: 'ok' })]);
    expect(again.status).toBe(207);
    expect(again.body).toMatchObject({ kept: 1, replayed: 2, refused: 1 });
    expect(again.body.results[3]).toMatchObject({ index: 3, status: 'refused', eventId: 'l1' });
    expect(again.body.results[3].faults[0]).toMatchObject({ pointer: '/3/event', mend: 'Give each event its own id.' });
    const kept = [];
    for await (const entry of service.decisionLog.history('sample')) kept.push(entry.what === 'event' ? entry.eventId : entry.what);
    expect(kept).toEqual(['l1', 'l2', 'l3']);
    expect((await service.get('/metrics')).text).toContain('gavel_events_total{flow="sample",kind="login",result="replayed"} 2');
  });

  it('tells of each event all that is wrong with it, and keeps the others', async () => {
    const service = await start();
    const { status, body } = await send(service, [
      login('l1'),
      login('', { at: '2026-05-04', more: 1 }),
      { ...login('l2'), flow: 'other' },
      { ...login('l2'), kind: 'log-in' },
      { flow: 'sample', kind: 'login' },
      login('l3', { at: '2027-01-01T00:00:00Z' }),
      login('x'.repeat(201)),
      7,
    ]);
    expect([status, body.kept, body.refused]).toEqual([207, 1, 7]);
    const pointers = body.results.map(({ faults = [] }: { faults?: { pointer: string }[] }) =>
      faults.map(({ pointer }) => pointer).toSorted(),
    );
    expect(pointers).toEqual([
      [],
      ['/1/event/at', '/1/event/loginId', '/1/event/more'],
      ['/2/flow'],
      ['/3/kind'],
      ['/4/event'],
      ['/5/event/at'],
      ['/6/event/loginId'],
      ['/7'],
    ]);
    expect(body.results[3].faults[0].mend).toBe('There is: login.');
  });

  it('takes one event a line too, and a broken line spoils no other', async () => {
    const service = await start();
    const lines = [JSON.stringify(login('l1')), '', '{"flow": "sample",', JSON.stringify(login('l2'))].join('\n');
    const { status, body } = await send(service, lines, { 'content-type': 'application/x-ndjson' });
    expect([status, body.kept]).toEqual([207, 2]);
    expect(body.results.map(({ index, status: what }: { index: number; status: string }) => [index, what])).toEqual([
      [0, 'kept'],
      [1, 'refused'],
      [2, 'kept'],
    ]);
    expect(body.results[1].faults[0]).toMatchObject({ pointer: '/1', line: 3 });
  });

  it('refuses what is no batch, and what is too much', async () => {
    const service = await start();
    expect((await send(service, login('l1'))).body.faults).toEqual([
      {
        pointer: '',
        message: 'The body is one event, and it must be a list of events.',
        mend: 'Put it into brackets: [{"flow": …, "kind": …, "event": …}]; or send it as a line of application/x-ndjson.',
      },
    ]);
    expect((await send(service, {})).body.faults).toMatchObject([{ message: 'The body must be a list of events.' }]);
    const many = (count: number) => Array.from({ length: count }, (_, index) => login(`m${index}`));
    for (const body of [[], login('l1'), 'null', many(1001)]) expect((await send(service, body)).status).toBe(400);
    expect((await send(service, many(1000))).body).toMatchObject({ kept: 1000 });
    const lines = many(1001)
      .map((one) => JSON.stringify(one))
      .join('\n');
    expect((await send(service, lines, { 'content-type': 'application/x-ndjson' })).status).toBe(400);
    expect((await send(service, ' '.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect((await service.post('{}', { 'content-type': 'application/x-ndjson' })).status).toBe(415);
    expect((await service.post(' '.repeat(65 * 1024))).status).toBe(413);
  });

  it('acknowledges nothing that is not durable', async () => {
    const service = await start();
    service.decisionLog.failure = new Error('down');
    const { status, headers, body } = await send(service, [login('l1')]);
    expect([status, headers['retry-after'], body.type]).toEqual([503, '2', 'urn:gavel:problem:log-unavailable']);
    service.decisionLog.failure = undefined;
    expect((await send(service, [login('l1')])).body).toMatchObject({ kept: 1 });
  });

  it('asks for the key, and is documented', async () => {
    const service = await start({ environment: { GAVEL_API_KEYS: 'a-key-of-16-chars' } });
    expect((await send(service, [login('l1')])).status).toBe(401);
    expect((await send(service, [login('l1')], { 'x-api-key': 'a-key-of-16-chars' })).status).toBe(202);
    const { body } = await service.get('/openapi.json', { 'x-api-key': 'a-key-of-16-chars' });
    expect(body.paths['/v1/events'].post.responses).toHaveProperty('207');
    expect(body.components.schemas['sample-event-login'].properties).toHaveProperty('user');
  });
});
