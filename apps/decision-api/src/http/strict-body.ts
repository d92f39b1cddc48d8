import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseStrictJson, type JsonValue } from '@gavel/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_EVENTS, NdjsonBody, type SentItem } from '../events/event-batch.js';
import { Problem } from './problem.js';

/** Bytes of a request body; of one that holds a policy's files; and how deep it may nest. */
export const MAX_BODY_BYTES = 64 * 1024;
const MAX_POLICY_BODY_BYTES = 4 * 1024 * 1024;
const MAX_BODY_DEPTH = 32;
const BACKTESTS_ROUTE = '/v1/flows/:flow/backtests';
/** Bytes of a batch of events, and of one line of it. */
const MAX_BATCH_BYTES = 1024 * 1024;
const BATCH_ROUTE = '/v1/events';
const LINES_A_TURN = 50;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The only content type is JSON (for batches of events also one a line), and it is parsed strictly: what `JSON.parse` would change or hide
 * without a word is refused.
 */
export function useStrictBody(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const limit = ownLimitOf(route.method, route.url);
    if (limit !== undefined) route.bodyLimit = limit;
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
    (request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      try {
        checkEncoding(request);
        done(null, parseBody(body, request.routeOptions.bodyLimit ?? MAX_BODY_BYTES));
      } catch (error) {
        done(error instanceof Error ? error : new Error('unreadable body', { cause: error }));
      }
    },
  );
  fastify.addContentTypeParser('application/x-ndjson', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, parseLines);
}

/** `undefined`: as every other route. */
function ownLimitOf(method: unknown, url: string | undefined): number | undefined {
  if (url === BATCH_ROUTE) return MAX_BATCH_BYTES;
  return method === 'POST' && url === BACKTESTS_ROUTE ? MAX_POLICY_BODY_BYTES : undefined;
}

/** A turn of the event loop between some lines: decisions must not wait for a whole batch. */
async function parseLines(request: FastifyRequest, body: Buffer): Promise<NdjsonBody> {
  if (request.routeOptions.url !== BATCH_ROUTE)
    throw new Problem('unsupported-media-type', 'Only events are sent as application/x-ndjson.');
  checkEncoding(request);
  const items: SentItem[] = [];
  for (const [position, text] of decodeUtf8(body).split('\n').entries()) {
    if (text.trim() === '') continue;
    // One more than are allowed is enough to be refused.
    if (items.length > MAX_EVENTS) break;
    const parsed = parseStrictJson(text, { maxBytes: MAX_BODY_BYTES, maxDepth: MAX_BODY_DEPTH });
    items.push({ at: { index: items.length, line: position + 1 }, sent: parsed.ok ? parsed : { ok: false, fault: parsed.fault } });
    if (items.length % LINES_A_TURN === 0) await nextTurn();
  }
  return new NdjsonBody(items);
}

/** Bytes that say they are something else are not guessed at. */
function checkEncoding({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', 'Send the body as it is, without Content-Encoding.');
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new Problem('unsupported-media-type', 'JSON is sent in UTF-8.');
}

function parseBody(body: Buffer, maxBytes: number): JsonValue {
  const parsed = parseStrictJson(decodeUtf8(body), { maxBytes, maxDepth: MAX_BODY_DEPTH });
  if (!parsed.ok) throw Problem.ofFaults([parsed.fault]);
  return parsed.value;
}

/** Lossy decoding would turn bad bytes into U+FFFD, and two different bodies into one. */
function decodeUtf8(body: Buffer): string {
  try {
    return decoder.decode(body);
  } catch {
    throw Problem.ofFaults([{ pointer: '', message: 'The body is not valid UTF-8.', mend: 'Send JSON text in UTF-8.' }]);
  }
}
