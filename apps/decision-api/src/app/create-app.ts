import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pino, type Logger } from 'pino';
import { isLoopback, type Config } from '../config.js';
import { warmDecisions } from '../decisions/warm-decisions.js';
import { problemOf, ProblemFilter, sendProblem } from '../http/problem-filter.js';
import { refuseConnection } from '../http/refuse-connection.js';
import { useRequestHooks } from '../http/request-hooks.js';
import { MAX_BODY_BYTES, useStrictBody } from '../http/strict-body.js';
import { AppModule } from './app-module.js';
import { openParts, type Parts } from './open-parts.js';
import type { Overrides } from './overrides.js';

/** Above the 60 s of usual load balancers, or they reuse a connection that we are just closing. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** For a whole request to arrive; its headers must be there before. */
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_PARAM_LENGTH = 200;
const IDLE_SWEEP_MS = 50;
/** A flow that cannot be: the request goes the whole way but for the decision itself. */
const WARM_PATH = '/v1/flows/-/decisions';
const WARM_ROUNDS = 200;

/** The service, opened and ready to listen or to be asked by `app.inject`. */
export interface GavelApp {
  readonly app: NestFastifyApplication;
  readonly parts: Parts;
  /** Tries the whole way of a decision until it is fast, and leaves no trace. To be called before `listen`. */
  warm(): Promise<void>;
  /** Starts to listen, on any free port where the configured one is 0. Resolves with the address. */
  listen(): Promise<string>;
  /** Takes no more requests, finishes those at work, then closes everything. */
  close(): Promise<void>;
}

/** Opens everything the configuration names and puts the API before it. Rejects with what is wrong, and leaves nothing open then. */
export async function createApp(config: Config, overrides: Overrides & { readonly logger?: Logger } = {}): Promise<GavelApp> {
  const logger = overrides.logger ?? pino({ level: config.logLevel });
  const parts = await openParts(config, logger, overrides);
  try {
    return await serve(config, parts);
  } catch (error) {
    await parts.closers.closeAll();
    throw error;
  }
}

async function serve(config: Config, parts: Parts): Promise<GavelApp> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    // The guard says it with a problem document.
    return503OnClosing: false,
    // A slash too many at the end is nobody's intention: /docs/ is /docs.
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => void sendProblem(reply, problemOf(error)),
    skipMiddie: true,
    multipart: false,
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  useRequestHooks(fastify, parts);
  useStrictBody(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(parts.logger),
  });
  app.useGlobalFilters(new ProblemFilter(parts.logger));
  await app.init();
  await fastify.ready();
  parts.closers.add('http', () => closeServer(app));
  let closing: Promise<void> | undefined;
  return {
    app,
    parts,
    warm: () => warm(app, parts),
    listen: async () => {
      await app.listen(config.port, config.host).catch((error: unknown) => {
        throw listenFault(error, config);
      });
      return urlOf(config.host, fastify.server.address());
    },
    close: () => {
      parts.guard.stop();
      return (closing ??= parts.closers.closeAll());
    },
  };
}

/** What is counted and logged meanwhile is none of a caller's business. */
async function warm(app: NestFastifyApplication, { policies, flags, modelHost, clock, logger, metrics, guard }: Parts): Promise<void> {
  const { level } = logger;
  logger.level = 'fatal';
  try {
    const inForce = policies.all().map(({ policy }) => policy);
    await warmDecisions({ policies: inForce, flags, models: modelHost.models, clock });
    for (let round = 0; round < WARM_ROUNDS; round += 1) {
      await Promise.all(inForce.map(({ flow }) => app.inject({ method: 'POST', url: WARM_PATH, payload: flow.example })));
    }
  } finally {
    logger.level = level;
    metrics.registry.resetMetrics();
    guard.forget();
  }
}

/** A connection that falls idle while the server closes would keep it open until the keep-alive time is over. */
async function closeServer(app: NestFastifyApplication): Promise<void> {
  const sweep = setInterval(() => app.getHttpServer().closeIdleConnections(), IDLE_SWEEP_MS);
  await app.close().finally(() => clearInterval(sweep));
}

function listenFault(error: unknown, { host, port }: Config): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') return error;
  return new Error(`another program listens on ${host}:${port}; set PORT to another one (0: any free port)`, { cause: error });
}

function urlOf(host: string, address: AddressInfo | string | null): string {
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const name = host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${isLoopback(host) ? name : host === '0.0.0.0' || host === '::' ? 'localhost' : name}:${port}`;
}

/** Nest's own log is of interest only when something is wrong. */
function nestLogger(logger: Logger): LoggerService {
  return {
    log: () => undefined,
    warn: (message: unknown, ...rest: unknown[]) => logger.warn(...told(message, ...rest)),
    error: (message: unknown, ...rest: unknown[]) => logger.error(...told(message, ...rest)),
    fatal: (message: unknown, ...rest: unknown[]) => logger.fatal(...told(message, ...rest)),
  };
}

function told(message: unknown, ...rest: unknown[]): [object, string] {
  return [{ nest: rest }, String(message)];
}
