import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.js';
import type { ApiKeys } from './api-keys.js';
import type { LoadGuard } from './load-guard.js';
import { Problem } from './problem.js';
import { problemOf, sendProblem } from './problem-filter.js';
import { RouteMethods } from './route-methods.js';

/** What the one log line of a request says beyond its path and status; set by the controller. */
interface RequestNote {
  readonly decisionId?: string;
  readonly outcome?: string;
  readonly replayed?: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    note: RequestNote | undefined;
    isShed: boolean;
  }
}

export interface HookParts {
  readonly keys: ApiKeys;
  readonly guard: LoadGuard;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** In metrics only, as no answer goes out: what other servers write for this. */
const STATUS_OF_GONE = 499;

/**
 * Key check, shedding, metrics and the one log line of a request. They are Fastify hooks and not Nest guards and
 * interceptors because those cost several times as much on every decision.
 */
export function useRequestHooks(fastify: FastifyInstance, parts: HookParts): void {
  const methods = new RouteMethods();
  methods.follow(fastify);
  fastify.decorateRequest('note', undefined);
  fastify.decorateRequest('isShed', false);
  fastify.addHook('onRequest', (request, reply, done) => {
    try {
      parts.guard.admit(request);
      parts.keys.check(request);
      if (request.is404) checkMethod(request, methods);
    } catch (error) {
      const problem = problemOf(error);
      request.isShed = problem.kind === 'overloaded';
      void sendProblem(reply, problem);
      return;
    }
    parts.guard.begin();
    whenOver(request, reply, () => {
      parts.guard.end();
      if (!reply.raw.writableFinished) recordGone(request, reply, parts);
    });
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    record(request, reply, parts);
    done();
  });
}

/** Throws a problem where the path is known and only the method is not. */
function checkMethod({ method, url }: FastifyRequest, methods: RouteMethods): void {
  const allow = methods.of(url);
  if (allow.length > 0) throw new Problem('wrong-method', `${method} is not taken here, but ${allow.join(', ')}.`, { allow });
}

/**
 * Calls back once, when the answer is out or the connection is gone. Fastify's onResponse does not come when a caller goes away in the
 * middle of its body, and neither does the response's `close` when it still waits behind another one of its connection.
 */
function whenOver(request: FastifyRequest, reply: FastifyReply, onOver: () => void): void {
  const { socket } = request.raw;
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    socket.off('close', over);
    onOver();
  };
  reply.raw.once('finish', over);
  reply.raw.once('close', over);
  // As many as there are requests in a pipeline.
  socket.setMaxListeners(0);
  socket.once('close', over);
}

function recordGone(request: FastifyRequest, reply: FastifyReply, { metrics, logger }: HookParts): void {
  metrics.request({ method: request.method, route: request.routeOptions.url ?? '(unknown)', status: STATUS_OF_GONE }, reply.elapsedTime);
  logger.info({ method: request.method, path: request.url }, 'the caller went away before the answer');
}

function record(request: FastifyRequest, reply: FastifyReply, { metrics, logger }: HookParts): void {
  const route = request.routeOptions.url ?? '(unknown)';
  metrics.request({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime);
  const line = { method: request.method, path: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 1000) / 1000 };
  const level = isQuiet(route, reply) ? 'debug' : reply.statusCode >= 500 ? 'warn' : 'info';
  logger[level](request.note === undefined ? line : { ...line, ...request.note }, 'request');
}

/** A refusal for load is told once, by the guard: a line for each would be load on top of it. */
function isQuiet(route: string, reply: FastifyReply): boolean {
  return route.startsWith('/health') || route === '/metrics' || reply.request.isShed;
}
