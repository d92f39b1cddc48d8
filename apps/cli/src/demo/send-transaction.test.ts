import { describe, expect, it } from 'vitest';
import type { Reply } from '../service/service-client.js';
import { ServiceUnreachable } from '../service/service-unreachable.js';
import { sendLabel, sendTransaction } from './send-transaction.js';

const ANSWER = {
  decisionId: 'd1',
  outcome: 'pass',
  reasons: [],
  score: 0.1,
  model: { name: 'm', version: '1', role: 'champion' },
  degraded: [],
  replayed: false,
};
const TRANSACTION = {
  id: 'tx-1',
  lane: 'c',
  eventTime: '2026-01-01T00:00:00Z',
  request: { amount: 5 },
  label: { label: 'fraud', source: 'test' },
} as const;
const ok = (body: unknown): Reply => ({ status: 200, headers: {}, body });
const busy: Reply = { status: 503, headers: { 'retry-after': '0' }, body: { type: 'urn:gavel:problem:overloaded', title: 'Too much' } };

function answering(replies: readonly (Reply | Error)[]) {
  const asked: { path: string; body: unknown; headers: unknown }[] = [];
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => {
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push({ path, body, headers });
    return reply instanceof Error || reply === undefined ? Promise.reject(reply) : Promise.resolve(reply);
  };
  return { post, asked };
}

describe('sendTransaction', () => {
  it('sends the id as idempotency key', async () => {
    const client = answering([ok(ANSWER)]);
    expect(await sendTransaction(client, 'card-fraud', TRANSACTION)).toMatchObject({ ok: true, answer: { decisionId: 'd1' }, retries: 0 });
    expect(client.asked).toEqual([{ path: '/v1/flows/card-fraud/decisions', body: { amount: 5 }, headers: { 'idempotency-key': 'tx-1' } }]);
  });

  it('tries again after 503 and after a broken connection, with the same key', async () => {
    const client = answering([busy, new ServiceUnreachable('http://u', new Error('socket hang up')), ok(ANSWER)]);
    expect(await sendTransaction(client, 'f', TRANSACTION)).toMatchObject({ ok: true, retries: 2 });
    expect(new Set(client.asked.map(({ headers }) => JSON.stringify(headers))).size).toBe(1);
  });

  it('gives up after six tries and says why', async () => {
    const client = answering([busy]);
    expect(await sendTransaction(client, 'f', TRANSACTION)).toEqual({ ok: false, kind: 'overloaded', text: 'Too much', retries: 5 });
    expect(client.asked).toHaveLength(6);
  });

  it('does not try again what was refused, and tells every fault', async () => {
    const faults = [
      { pointer: '/amount', message: 'It must be an integer.' },
      { pointer: '/currency', message: 'It is missing.' },
    ];
    const client = answering([
      { status: 400, headers: {}, body: { type: 'urn:gavel:problem:invalid-request', title: 'Not valid', faults } },
    ]);
    const text = 'Not valid: /amount: It must be an integer.; /currency: It is missing.';
    expect(await sendTransaction(client, 'f', TRANSACTION)).toEqual({ ok: false, kind: 'invalid-request', text, retries: 0 });
  });

  it('does not take for a decision what is none', async () => {
    expect(await sendTransaction(answering([ok({ outcome: 'maybe' })]), 'f', TRANSACTION)).toMatchObject({
      ok: false,
      kind: 'unknown-answer',
    });
    expect(await sendTransaction(answering([{ status: 502, headers: {}, body: undefined }]), 'f', TRANSACTION)).toMatchObject({
      ok: false,
      kind: 'http-502',
    });
  });
});

describe('sendLabel', () => {
  it('says what proved true, at the event’s own time', async () => {
    const client = answering([ok({})]);
    expect(await sendLabel(client, 'd 1', TRANSACTION)).toBeUndefined();
    expect(client.asked[0]).toMatchObject({
      path: '/v1/decisions/d%201/labels',
      body: { label: 'fraud', occurredAt: TRANSACTION.eventTime, source: 'test' },
    });
  });

  it('tells why a label was not taken', async () => {
    const client = answering([{ status: 404, headers: {}, body: { type: 'urn:gavel:problem:unknown-decision', title: 'None' } }]);
    expect(await sendLabel(client, 'd', TRANSACTION)).toMatchObject({ kind: 'label-unknown-decision', text: 'None' });
  });
});
