import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../policy/load-policy.js';
import { FakeCounters } from '../testing/fake-counters.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { ingestedEvent } from './ingested-event.js';
import { readsFor } from './reads-for.js';
import { requestEvent } from './event-of.js';
import { deriveFeatures } from './derive-features.js';
import { recount } from './recount.js';

const text = { type: 'string', minLength: 1, maxLength: 64 };
const LOGIN = {
  title: 'Log-in',
  description: 'A try to log in.',
  fields: { id: 'loginId', eventTime: 'at' },
  gives: { customer: 'user', loginResult: 'result' },
  event: {
    type: 'object',
    additionalProperties: false,
    required: ['loginId', 'at', 'user', 'result'],
    properties: { loginId: text, at: { type: 'string', format: 'date-time' }, user: text, result: text },
  },
  example: { loginId: 'l1', at: '2026-03-01T12:00:00Z', user: 'c1', result: 'failed' },
};
const about = { type: 'number', description: 'x' };
const failed = { fact: 'loginResult', operator: 'equal', value: 'failed' };
const perCustomer = { ...about, key: 'customer', window: '24h', aggregate: 'count' };

function loadWith(...features: unknown[]) {
  const texts = {
    'events/login.json': JSON.stringify(LOGIN),
    'features.json': JSON.stringify({ features }),
    'velocity.rules.json': '{"rules": []}',
  };
  return loadPolicy(sampleFlow({ texts }));
}

function faultsOf(...features: unknown[]) {
  const loaded = loadWith(...features);
  return loaded.ok ? [] : loaded.faults.map(({ pointer, message }) => [pointer, message]);
}

describe('features that look at events', () => {
  it('see the kinds that they ask for, and no others', async () => {
    const loaded = loadWith(
      { ...perCustomer, name: 'payments' },
      { ...perCustomer, name: 'failedLogins', events: ['login'], where: failed },
      { ...perCustomer, name: 'both', events: ['login', 'decision'] },
      { ...perCustomer, name: 'lastResult', type: 'string', aggregate: 'last', of: 'loginResult', events: ['login'] },
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const { catalogue, events } = loaded.value;
    const login = (loginId: string, result: string, hour: number) =>
      ingestedEvent(catalogue, events.get('login')!, {
        eventId: loginId,
        event: { user: 'c1', result },
        eventTimeMs: Date.UTC(2026, 2, 1, hour),
      });
    const request = (id: string) => ({ id, at: '2026-03-01T12:00:00Z', customer: 'c1', amount: 5 });
    const counters = new FakeCounters();
    await counters.add('sample', requestEvent(catalogue, request('r1'), Date.UTC(2026, 2, 1, 10)));
    for (const [index, result] of ['ok', 'failed', 'failed'].entries()) await counters.add('sample', login(`l${index}`, result, 9 + index));
    const reads = readsFor(catalogue, request('r2'));
    const observed = await counters.observe('sample', requestEvent(catalogue, request('r2'), Date.UTC(2026, 2, 1, 12)), reads.counterReads);
    expect(deriveFeatures(catalogue, reads, observed.values).features).toEqual({
      payments: 1,
      failedLogins: 2,
      both: 4,
      lastResult: 'failed',
    });
  });

  it('are counted again from the log, with labels', async () => {
    const loaded = loadWith(
      { ...perCustomer, name: 'logins', events: ['login'] },
      { ...perCustomer, name: 'fraud', aggregate: 'fraudShare' },
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const { catalogue } = loaded.value;
    const request = { id: 'r1', at: '2026-03-01T12:00:00Z', customer: 'c1', amount: 5 };
    const atMs = Date.parse(request.at);
    const counters = new FakeCounters();
    const flow = { flow: 'sample', catalogue };
    await recount(counters, flow, { what: 'decision', decisionId: 'd1', request, eventTimeMs: atMs - 1000, sequence: 1 });
    await recount(counters, flow, {
      what: 'decision',
      decisionId: 'd2',
      request: { ...request, id: 'r2' },
      eventTimeMs: atMs - 999,
      sequence: 2,
    });
    await recount(counters, flow, {
      what: 'event',
      kind: 'login',
      eventId: 'l1',
      event: { user: 'c1' },
      eventTimeMs: atMs - 5,
      sequence: 3,
    });
    await recount(counters, flow, {
      what: 'event',
      kind: 'gone',
      eventId: 'l1',
      event: { user: 'c1' },
      eventTimeMs: atMs - 5,
      sequence: 4,
    });
    const label = { decisionId: 'd1', label: 'fraud', occurredAt: '2026-03-02T00:00:00Z', source: 'x' } as const;
    await recount(counters, flow, { what: 'label', label, request, eventTimeMs: atMs - 1000, sequence: 5 });
    const reads = readsFor(catalogue, { ...request, id: 'r3' });
    const { values } = await counters.observe('sample', requestEvent(catalogue, { ...request, id: 'r3' }, atMs), reads.counterReads);
    expect(values).toEqual([1, 0.5]);
  });

  it('are refused where a kind does not give what they need', () => {
    expect(
      faultsOf(
        { ...perCustomer, name: 'a', events: ['log-in'] },
        { ...perCustomer, name: 'b', key: 'card', events: ['login'] },
        { ...perCustomer, name: 'c', where: failed },
        { ...perCustomer, name: 'd', where: failed, events: ['login', 'decision'] },
        { ...perCustomer, name: 'e', events: ['login'], includesCurrent: true },
        { ...perCustomer, name: 'f', aggregate: 'sum', of: 'amount', events: ['login'] },
        { ...perCustomer, name: 'g', type: 'boolean', aggregate: 'seen', of: 'loginResult', events: ['login'] },
      ),
    ).toEqual([
      ['/features/0/events/0', 'There is no kind of event "log-in".'],
      ['/features/1/events/0', 'Events of kind "login" give no "card".'],
      ['/features/2/where/fact', 'There is no request field or feature "loginResult".'],
      ['/features/3/events/1', 'A decision has no "loginResult".'],
      ['/features/4/includesCurrent', 'The event itself is a decision, and "events" leaves those out.'],
      ['/features/5/events/0', 'Events of kind "login" give no "amount".'],
      ['/features/6/of', 'A request has no "loginResult" that seen could compare.'],
    ]);
  });
});
