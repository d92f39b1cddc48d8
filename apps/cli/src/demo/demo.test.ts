import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../program.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gavel-demo-'));
});
afterAll(() => rm(dir, { recursive: true }));

interface Payment {
  readonly transactionId: string;
  readonly eventTime: string;
  readonly customerId: string;
  readonly amount: number;
}

/** A service that blocks from 900.00 on, sends every fifth customer to the canary, and whose candidate is milder. */
class StubService {
  readonly received: Payment[] = [];
  readonly labels = new Map<string, unknown>();
  readonly decisions = new Map<string, { readonly id: string; readonly payment: Payment }>();
  busy = 0;
  private readonly server: Server = createServer((request, response) => {
    void this.respond(request, response);
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  close(): void {
    this.server.close();
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.answer(request);
    await sleep(this.received.length % 4);
    response.writeHead(status, { 'content-type': 'application/json', ...(status === 503 ? { 'retry-after': '0' } : {}) });
    response.end(JSON.stringify(body));
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = request.url ?? '';
    const body = await bodyOf(request);
    if (path === '/v1/flows/card-fraud') return { status: 200, body: { canary: { version: '2', share: 0.2 }, shadows: ['2'] } };
    if (path === '/v1/flows/card-fraud/policy')
      return { status: 200, body: { files: { 'flow.json': JSON.stringify({ fields: FIELDS }) } } };
    if (path.endsWith('/labels')) {
      this.labels.set(path, JSON.parse(body));
      return { status: 200, body: {} };
    }
    if (request.method === 'GET') return this.record(path.split('/').at(-1) ?? '');
    if ((this.busy -= 1) >= 0) return { status: 503, body: { type: 'urn:gavel:problem:overloaded', title: 'Too much' } };
    return { status: 200, body: this.decide(JSON.parse(body), String(request.headers['idempotency-key'])) };
  }

  private decide(payment: Payment, key: string): object {
    const known = this.decisions.get(key);
    const decision = known ?? { id: `d-${this.decisions.size}`, payment };
    if (known === undefined) this.received.push(payment);
    this.decisions.set(key, decision);
    const reasons = payment.amount >= LARGE ? [{ code: 'LARGE', text: 'A large payment.' }] : [];
    const [role, version] = isCanary(payment) ? ['canary', '2'] : ['champion', '1'];
    const answer = {
      decisionId: decision.id,
      outcome: outcomeOf(payment),
      reasons,
      score: 0.5,
      degraded: [],
      replayed: known !== undefined,
    };
    return { ...answer, model: { name: 'm', role, version } };
  }

  private record(id: string): { status: number; body: unknown } {
    const payment = [...this.decisions.values()].find((decision) => decision.id === id)?.payment;
    if (payment === undefined) return { status: 404, body: {} };
    const [role, live, shadow] = isCanary(payment) ? ['canary', '2', '1'] : ['champion', '1', '2'];
    const liveOutcome = outcomeOf(payment);
    const outcome = liveOutcome === 'block' ? 'review' : liveOutcome;
    const verdict = { version: shadow, status: 'judged', liveVersion: live, liveOutcome, outcome, score: 0.25, liveScore: 0.5 };
    return { status: 200, body: { assignment: { role, shadows: [shadow] }, shadows: [verdict] } };
  }
}

const LARGE = 90_000;
const FIELDS = { eventTime: 'eventTime', requestId: 'transactionId', stickiness: 'customerId' };
const isCanary = ({ customerId }: Payment): boolean => customerId.endsWith('0') || customerId.endsWith('5');
const outcomeOf = ({ amount }: Payment): string => (amount >= LARGE ? 'block' : 'pass');

const services: StubService[] = [];
afterEach(() => {
  for (const service of services.splice(0)) service.close();
});

async function started(): Promise<{ service: StubService; url: string }> {
  const service = new StubService();
  services.push(service);
  return { service, url: await service.listen() };
}

async function demo(url: string, args: readonly string[]): Promise<{ code: number; text: string; summary: Record<string, unknown> }> {
  const lines: string[] = [];
  const terminal = { out: (text: string) => void lines.push(text), err: (text: string) => void lines.push(text), interactive: false };
  const json = join(dir, 'summary.json');
  const code = await runProgram(['demo', ...args, '--json', json], { terminal, env: { GAVEL_URL: url } });
  return { code, text: lines.join('\n'), summary: JSON.parse(await readFile(json, 'utf8')) };
}

const MAP = {
  flow: 'card-fraud',
  request: {
    transactionId: { column: 'id', prefix: 't-' },
    eventTime: { column: 'at', as: 'time', format: 'epochSeconds' },
    customerId: { column: 'customer', prefix: 'c-' },
    amount: { column: 'amount', as: 'minorUnits', decimals: 2 },
  },
  label: { column: 'fraud', table: { 1: 'fraud', 0: 'genuine' } },
};

/** 200 rows of 10 customers; every tenth is large, and every twentieth of all is a fraud. */
async function csvArgs(extra = ''): Promise<string[]> {
  const rows = Array.from(
    { length: 200 },
    (_, at) => `${at},${1_700_000_000 + at},${at % 10},${at % 10 === 3 ? '900.00' : '12.34'},${at % 20 === 3 ? 1 : 0}`,
  );
  await writeFile(join(dir, 'rows.csv'), `id,at,customer,amount,fraud\n${rows.join('\n')}\n${extra}`);
  await writeFile(join(dir, 'map.json'), JSON.stringify(MAP));
  return ['--csv', join(dir, 'rows.csv'), '--map', join(dir, 'map.json')];
}

describe('gavel demo', () => {
  it('sends every row once, each customer’s in order, with labels, and adds up what came back', async () => {
    const { service, url } = await started();
    const { code, summary } = await demo(url, await csvArgs());
    expect(summary).toMatchObject({
      sent: 200,
      answered: 200,
      errors: 0,
      replayed: 0,
      outcomes: { pass: 180, review: 0, block: 20 },
      canaryShare: 0.2,
    });
    expect(summary).toMatchObject({ labelled: 200, precision: 0.5, recall: 1, flips: 20, shadow: { lookedAt: 200, outstanding: 0 } });
    expect(code).toBe(0);
    for (const customer of new Set(service.received.map(({ customerId }) => customerId))) {
      const times = service.received.filter(({ customerId }) => customerId === customer).map(({ eventTime }) => eventTime);
      expect(times).toEqual(times.toSorted());
    }
    expect(service.labels.size).toBe(200);
    expect([...service.labels.values()]).toContainEqual({ label: 'fraud', occurredAt: '2023-11-14T22:13:23Z', source: 'demo' });
  });

  it('is answered from the log the second time', async () => {
    const { service, url } = await started();
    const args = [...(await csvArgs()), '--compare', '0', '--no-labels'];
    await demo(url, args);
    const { code, summary, text } = await demo(url, args);
    expect(summary).toMatchObject({ sent: 200, replayed: 200, flips: 0, labelled: 200 });
    expect(text).toContain('(replayed): 200.');
    expect(service.decisions.size).toBe(200);
    expect(service.labels.size).toBe(0);
    expect(code).toBe(0);
  });

  it('reads no more rows than asked for, and waits where the service is busy', async () => {
    const { service, url } = await started();
    service.busy = 3;
    const { code, summary } = await demo(url, [...(await csvArgs()), '--limit', '25', '--concurrency', '1']);
    expect(summary).toMatchObject({ sent: 25, errors: 0, retries: 3 });
    expect(code).toBe(0);
  });

  it('names rows that it cannot send, sends the others, and fails', async () => {
    const { url } = await started();
    const { code, summary, text } = await demo(url, await csvArgs('900,soon,1,1.00,0\n901,1800000000,,1.00,0\n'));
    expect(summary).toMatchObject({ sent: 200, faultyRows: 2 });
    expect(text).toContain('rows.csv:202 /eventTime [at]: "soon" is not seconds since 1970.');
    expect(text).toContain('rows.csv:203 /customerId [customer]: The cell is empty.');
    expect(code).toBe(1);
  });

  it('sends simulated payments of the past, the same for a whole day', async () => {
    const { service, url } = await started();
    const first = await demo(url, ['--count', '120', '--seed', '3', '--compare', '10']);
    const again = await demo(url, ['--count', '120', '--seed', '3', '--compare', '0']);
    expect(first.summary).toMatchObject({ sent: 120, errors: 0, replayed: 0, labelled: 120 });
    expect(again.summary).toMatchObject({ sent: 120, replayed: 120 });
    const times = service.received.map(({ eventTime }) => Date.parse(eventTime));
    expect(Math.max(...times)).toBeLessThan(Date.now());
    expect(Math.max(...times)).toBeGreaterThan(Date.now() - 3 * 86_400_000);
  });
});
