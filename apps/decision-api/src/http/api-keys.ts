import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Longer than any key we take: what is longer is not even hashed. */
const MAX_PRESENTED_LENGTH = 512;

/** What anyone may see: whether the process lives, and the program of the documentation page, which holds no data. */
const OPEN_PATHS = new Set(['/', '/health/live', '/health/ready', '/docs']);
const OPEN_PREFIX = '/docs/assets/';

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Checks the key of a request against the known ones by their SHA-256, in a time that tells nothing. */
export class ApiKeys {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digestOf);
  }

  /** Without keys everything is open: then the service listens on loopback only. */
  get areNeeded(): boolean {
    return this.digests.length > 0;
  }

  /** Throws a problem unless the request may pass. */
  check(request: FastifyRequest): void {
    if (!this.areNeeded) return checkHost(request);
    if (isOpen(request)) return;
    const presented = presentedKey(request);
    if (presented === undefined) {
      throw new Problem('missing-api-key', 'Send a key as `Authorization: Bearer <key>` or `X-Api-Key: <key>`.');
    }
    if (!this.knows(presented)) throw new Problem('missing-api-key', 'This key is not known.');
  }

  private knows(presented: string): boolean {
    if (presented.length > MAX_PRESENTED_LENGTH) return false;
    const digest = digestOf(presented);
    let found = false;
    for (const known of this.digests) found = timingSafeEqual(known, digest) || found;
    return found;
  }
}

/**
 * Without keys only this machine can reach the service, but any page in a browser on it can too, once its own name resolves to
 * 127.0.0.1 (DNS rebinding). Such a page cannot change what the browser sends as Host.
 */
function checkHost({ headers: { host } }: FastifyRequest): void {
  if (host === undefined || LOCAL_HOST.test(host)) return;
  throw new Problem(
    'foreign-host',
    'Without API keys the service answers to localhost only: set GAVEL_API_KEYS to reach it by another name.',
  );
}

function isOpen({ method, url }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const path = (url.split('?', 1)[0] ?? '').replace(/(?<=.)\/$/, '');
  return OPEN_PATHS.has(path) || path.startsWith(OPEN_PREFIX);
}

function presentedKey({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
