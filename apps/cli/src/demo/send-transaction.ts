import { askPatiently } from '../service/ask-patiently.js';
import { refusalOf } from '../service/refusal-of.js';
import type { ServiceClient } from '../service/service-client.js';
import { ServiceUnreachable } from '../service/service-unreachable.js';
import { answerSchema, type Answer } from './answer.js';
import type { Transaction } from './transaction.js';

/** What became of one request; `latencyMs` is what the caller waited, tries and pauses included. */
export type Sent =
  | { readonly ok: true; readonly answer: Answer; readonly latencyMs: number; readonly retries: number }
  | { readonly ok: false; readonly kind: string; readonly text: string; readonly retries: number };

/** The part of the client that sending needs. */
export type Poster = Pick<ServiceClient, 'post'>;

/**
 * Asks for one decision. A 503 and a connection that broke off are tried again, after the pause the service asks for: the
 * idempotency key makes that safe. Never rejects.
 */
export async function sendTransaction(client: Poster, flow: string, transaction: Transaction): Promise<Sent> {
  const startMs = performance.now();
  const { result, retries } = await askPatiently(() =>
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
  const { result, retries } = await askPatiently(() =>
    client.post(path, { label: label.label, occurredAt: eventTime, source: label.source }),
  );
  if (result instanceof ServiceUnreachable)
    return { ok: false, kind: `label-connection-${result.kind}`, text: result.message.split('\n', 1)[0] ?? '', retries };
  if (result.status >= 200 && result.status < 300) return undefined;
  const { kind, text } = refusalOf(result);
  return { ok: false, kind: `label-${kind}`, text, retries };
}
