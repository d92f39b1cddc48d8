import { afterEach, describe, expect, it } from 'vitest';
import { sampleRequest, startSample, type SampleOptions, type SampleService } from '../testing/sample-service.js';

const open: SampleService[] = [];

async function start(options: SampleOptions = {}): Promise<SampleService> {
  const service = await startSample(options);
  open.push(service);
  return service;
}

afterEach(async () => {
  for (const service of open.splice(0)) await service.close();
});

describe('a bad body', () => {
  it('is answered with every fault, its pointer and how to mend it', async () => {
    const service = await start();
    const { status, body, headers } = await service.post(sampleRequest({ amount: '12', customerId: '', more: 1 }));
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'urn:gavel:problem:invalid-request',
      title: expect.any(String),
      status: 400,
      detail: expect.any(String),
    });
    expect(body.faults.map((fault: { pointer: string }) => fault.pointer)).toEqual(
      expect.arrayContaining(['/amount', '/customerId', '/more']),
    );
    for (const fault of body.faults)
      expect(fault).toMatchObject({ pointer: expect.any(String), message: expect.any(String), mend: expect.any(String) });
  });

  it.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['a number that loses precision', '{"amount":9007199254740993}'],
    ['an infinite number', '{"amount":1e400}'],
    ['__proto__', '{"__proto__":{"a":1}}'],
    ['NUL', String.raw`{"a":"\u0000"}`],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['too deep a nest', '['.repeat(33) + ']'.repeat(33)],
    ['what is not JSON', '{"a":'],
    ['nothing', ''],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('is refused for %s', async (_name, body) => {
    const service = await start();
    const reply = await service.post(body);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ type: 'urn:gavel:problem:invalid-request', status: 400 });
    expect(reply.body.faults?.[0]?.message ?? reply.body.detail).toMatch(/\w+/);
  });

  it('is refused for its size, counted or not, and for its type', async () => {
    const service = await start();
    const large = await service.post({ pad: 'x'.repeat(65_536) });
    expect([large.status, large.body.type]).toEqual([413, 'urn:gavel:problem:body-too-large']);
    const typed = await service.post('a=1', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([typed.status, typed.body.type]).toEqual([415, 'urn:gavel:problem:unsupported-media-type']);
  });

  it.each([
    { 'content-encoding': 'gzip' },
    { 'content-type': 'application/json; charset=iso-8859-1' },
    { 'content-type': 'application/json;charset="UTF-16"' },
  ])('is refused for %j', async (headers) => {
    const service = await start();
    const { status, body } = await service.post(sampleRequest(), headers);
    expect([status, body.type]).toEqual([415, 'urn:gavel:problem:unsupported-media-type']);
    const plain = { 'content-type': 'application/json; charset=UTF-8', 'content-encoding': 'identity' };
    expect((await service.post(sampleRequest(), plain)).status).toBe(200);
  });

  it('is refused for a time in the future', async () => {
    const service = await start();
    const { status, body } = await service.post(sampleRequest({ eventTime: '2026-05-04T12:06:00Z' }));
    expect(status).toBe(400);
    expect(body.faults).toMatchObject([{ pointer: '/eventTime', message: expect.stringContaining('2026-05-04T12:00:00') }]);
  });
});

describe('other paths', () => {
  it('are not told back at any length', async () => {
    const service = await start();
    expect((await service.get(`/nowhere?${'x'.repeat(5000)}`)).text.length).toBeLessThan(500);
  });

  it.each(['/nowhere', '/v1/flows/nowhere', '/v1/flows/nowhere/policy', '/v1/decisions/nobody', `/v1/flows/${'x'.repeat(300)}`, '/%ZZ'])(
    'answer %s with a problem document',
    async (path) => {
      const service = await start();
      const { status, body, headers } = await service.get(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(body).toMatchObject({ type: expect.stringMatching(/^urn:gavel:problem:/), status, title: expect.any(String) });
    },
  );
});
