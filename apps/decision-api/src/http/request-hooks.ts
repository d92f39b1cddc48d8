import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.js';
import type { ApiKeys } from './api-keys.js';
import type { LoadGuard } from './load-guard.js';
import { problemOf, sendProblem } from './problem-filter.js';

/** What the one log line of a request says beyond its path and status; set by the controller. */
interface RequestNote {
  readonly decisionId?: string;
  readonly outcome?: string;
  readonly replayed?: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    note: RequestNote | undefined;
    isAdmitted: boolean;
  }
}

export interface HookParts {
  readonly keys: ApiKeys;
  readonly guard: LoadGuard;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Key check, shedding, metrics and the one log line of a request. They are Fastify hooks and not Nest guards and
 * interceptors because those cost several times as much on every decision.
 */
export function useRequestHooks(fastify: FastifyInstance, parts: HookParts): void {
  fastify.decorateRequest('note', undefined);
  fastify.decorateRequest('isAdmitted', false);
  fastify.addHook('onRequest', (request, reply, done) => {
    try {
      parts.guard.admit(request);
      parts.keys.check(request);
    } catch (error) {
      void sendProblem(reply, problemOf(error));
      return;
    }
    request.isAdmitted = true;
    parts.guard.begin();
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.isAdmitted) parts.guard.end();
    record(request, reply, parts);
    done();
  });
}

function record(request: FastifyRequest, reply: FastifyReply, { metrics, logger }: HookParts): void {
  const route = request.routeOptions.url ?? '(unknown)';
  metrics.request({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime);
  const line = { method: request.method, path: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 1000) / 1000 };
  const level = route.startsWith('/health') || route === '/metrics' ? 'debug' : reply.statusCode >= 500 ? 'warn' : 'info';
  logger[level](request.note === undefined ? line : { ...line, ...request.note }, 'request');
}
