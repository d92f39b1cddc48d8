import { describe, expect, it } from 'vitest';
import { samplePolicy } from '../testing/sample-flow.js';
import { askOf, type Incoming } from './ask-of.js';
import { bodyHashOf, canonicalJson } from './canonical-json.js';
import { decisionIdAt, isDecisionId } from './decision-id.js';

const policy = samplePolicy();
const receivedAtMs = Date.parse('2026-05-04T12:00:00Z');
const body = { paymentId: 'p-1', eventTime: '2026-05-04T13:59:00+02:00', customerId: 'c-1', amount: 1250 };
const ask = (incoming: Partial<Incoming> = {}) => askOf(policy, { body, idempotencyKey: undefined, receivedAtMs, ...incoming });
const pointersOf = (incoming: Partial<Incoming>): string[] => {
  const found = ask(incoming);
  return found.ok ? [] : found.faults.map((fault) => fault.subject ?? fault.pointer);
};

describe('askOf', () => {
  it('makes an ask of a good body; its own id is the key', () => {
    const found = ask();
    expect(found).toMatchObject({
      ok: true,
      value: { flow: 'sample', idempotencyKey: 'p-1', eventTimeMs: receivedAtMs - 60_000, receivedAtMs, request: body },
    });
    expect(found.ok && isDecisionId(found.value.decisionId)).toBe(true);
  });

  it('takes the header as the key where it is sent', () => {
    expect(ask({ idempotencyKey: 'key-1' })).toMatchObject({ ok: true, value: { idempotencyKey: 'key-1' } });
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(201)])('refuses the key %j', (idempotencyKey) => {
    expect(pointersOf({ idempotencyKey })).toEqual(['Idempotency-Key']);
  });

  it('names every fault of body, time and key at once', () => {
    const bad = { ...body, amount: '1', eventTime: '2026-05-04T12:06:00Z', more: true };
    expect(pointersOf({ body: bad, idempotencyKey: 'a b' }).toSorted()).toEqual(['/amount', '/eventTime', '/more', 'Idempotency-Key']);
  });

  it('takes a clock that is a little ahead', () => {
    expect(pointersOf({ body: { ...body, eventTime: '2026-05-04T12:04:59Z' } })).toEqual([]);
    expect(pointersOf({ body: { ...body, eventTime: '2026-05-04T12:05:01Z' } })).toEqual(['/eventTime']);
  });

  it('refuses a date that went wrong, which would see no history', () => {
    for (const eventTime of ['1970-01-21T13:37:00Z', '0000-01-01T00:00:00Z', '1999-12-31T23:59:59Z'])
      expect(pointersOf({ body: { ...body, eventTime } })).toEqual(['/eventTime']);
    expect(pointersOf({ body: { ...body, eventTime: '2000-01-01T00:00:00Z' } })).toEqual([]);
  });

  it('takes every way in which RFC 3339 writes a time, cut to milliseconds, and names a wrong one once', () => {
    for (const eventTime of ['2026-05-04t11:59:00.1239z', '2026-05-04T13:59:00.12399999999999+02:00']) {
      const found = ask({ body: { ...body, eventTime } });
      expect(found).toMatchObject({ ok: true, value: { eventTimeMs: Date.parse('2026-05-04T11:59:00.123Z') } });
    }
    for (const eventTime of ['yesterday', '2026-02-30T12:00:00Z', '1970-02-30T12:00:00Z', '2026-05-04 12:59:00', ''])
      expect(pointersOf({ body: { ...body, eventTime } })).toEqual(['/eventTime']);
  });

  it.each([[undefined], [null], [[]], ['text'], [7]])('refuses the body %j', (bad) => {
    expect(ask({ body: bad })).toMatchObject({ ok: false });
  });
});

describe('bodyHashOf', () => {
  it('is the same for bodies that say the same', () => {
    expect(bodyHashOf({ a: 1, b: { d: [1, 2], c: 'ü' } })).toBe(bodyHashOf({ b: { c: 'ü', d: [1, 2] }, a: 1 }));
    expect(canonicalJson({ b: null, a: [{ z: 1, y: true }] })).toBe('{"a":[{"y":true,"z":1}],"b":null}');
  });

  it('is another for any other body', () => {
    const bodies = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: { b: 1 } }, { b: 1 }, { a: null }, { a: 1, b: 1 }];
    expect(new Set(bodies.map(bodyHashOf)).size).toBe(bodies.length);
  });
});

describe('decisionIdAt', () => {
  it('is a UUID of version 7, and later ones sort after earlier ones', () => {
    const ids = [1, 1000, receivedAtMs, receivedAtMs + 1].map(decisionIdAt);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(Array.from({ length: 1000 }, () => decisionIdAt(1))).size).toBe(1000);
  });
});
