import { setTimeout as sleep } from 'node:timers/promises';
import { refusalOf } from '../service/refusal-of.js';
import type { Reply, ServiceClient } from '../service/service-client.js';
import { ServiceUnreachable } from '../service/service-unreachable.js';
import { answerSchema, type Answer } from './answer.js';
import type { Transaction } from './transaction.js';

/** What became of one request; `latencyMs` is what the caller waited, tries and pauses included. */
export type Sent =
  | { readonly ok: true; readonly answer: Answer; readonly latencyMs: number; readonly retries: number }
  | { readonly ok: false; readonly kind: string; readonly text: string; readonly retries: number };

/** The part of the client that sending needs. */
export type Poster = Pick<ServiceClient, 'post'>;

const MAX_TRIES = 6;
const MAX_PAUSE_MS = 10_000;

/**
 * Asks for one decision. A 503 and a connection that broke off are tried again, after the pause the service asks for: the
 * idempotency key makes that safe. Never rejects.
 */
export async function sendTransaction(client: Poster, flow: string, transaction: Transaction): Promise<Sent> {
  const startMs = performance.now();
  const { result, retries } = await withRetries(() =>
    client.post(`/v1/flows/${encodeURIComponent(flow)}/decisions`, transaction.request, { 'idempotency-key': transaction.id }),
  );
  if (result instanceof ServiceUnreachable)
    return { ok: false, kind: `connection-${result.kind}`, text: result.message.split('\n', 1)[0] ?? '', retries };
  if (result.status !== 200) return { ok: false, ...refusalOf(result), retries };
  const answer = answerSchema.safeParse(result.body);
  if (!answer.success)
    return {
      ok: false,
      kind: 'unknown-answer',
      text: `The answer has a form that is not known: ${answer.error.issues[0]?.message ?? ''}`,
      retries,
    };
  return { ok: true, answer: answer.data, latencyMs: performance.now() - startMs, retries };
}

/** Says what later proved true. Answers undefined, or why it was not taken. */
export async function sendLabel(
  client: Poster,
  decisionId: string,
  { label, eventTime }: Transaction,
): Promise<(Sent & { ok: false }) | undefined> {
  if (label === undefined) return undefined;
  const path = `/v1/decisions/${encodeURIComponent(decisionId)}/labels`;
  const { result, retries } = await withRetries(() =>
    client.post(path, { label: label.label, occurredAt: eventTime, source: label.source }),
  );
  if (result instanceof ServiceUnreachable)
    return { ok: false, kind: `label-connection-${result.kind}`, text: result.message.split('\n', 1)[0] ?? '', retries };
  if (result.status >= 200 && result.status < 300) return undefined;
  const { kind, text } = refusalOf(result);
  return { ok: false, kind: `label-${kind}`, text, retries };
}

async function withRetries(ask: () => Promise<Reply>): Promise<{ result: Reply | ServiceUnreachable; retries: number }> {
  for (let retries = 0; ; retries += 1) {
    const result = await ask().catch(unreachable);
    const again = result instanceof ServiceUnreachable || result.status === 503;
    if (!again || retries === MAX_TRIES - 1) return { result, retries };
    await sleep(result instanceof ServiceUnreachable ? 100 * 2 ** retries : pauseMs(result, retries));
  }
}

function unreachable(error: unknown): ServiceUnreachable {
  if (error instanceof ServiceUnreachable) return error;
  throw error;
}

/** `Retry-After` in seconds; without one, longer at each try. */
function pauseMs({ headers }: Reply, retries: number): number {
  const seconds = /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : undefined;
  return Math.min(MAX_PAUSE_MS, seconds === undefined ? 100 * 2 ** retries : seconds * 1000);
}
