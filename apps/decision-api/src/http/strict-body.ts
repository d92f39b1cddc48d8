import { parseStrictJson } from '@gavel/engine';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Bytes of a request body; of one that holds a policy's files; and how deep it may nest. */
export const MAX_BODY_BYTES = 64 * 1024;
const MAX_POLICY_BODY_BYTES = 4 * 1024 * 1024;
const MAX_BODY_DEPTH = 32;
const BACKTESTS_ROUTE = '/v1/flows/:flow/backtests';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The only content type is JSON, and it is parsed strictly: what `JSON.parse` would change or hide without a word is refused. */
export function useStrictBody(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.method === 'POST' && route.url === BACKTESTS_ROUTE) route.bodyLimit = MAX_POLICY_BODY_BYTES;
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
}

/** Bytes that say they are something else are not guessed at. */
function checkEncoding({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new Problem('unsupported-media-type', 'Send the body as it is, without Content-Encoding.');
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw new Problem('unsupported-media-type', 'JSON is sent in UTF-8.');
}

function parseBody(body: Buffer, maxBytes: number): unknown {
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
