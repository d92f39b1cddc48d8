import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Problem, PROBLEM_MEDIA_TYPE, type ProblemKind } from './problem.js';

const KIND_OF_STATUS: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid-request',
  404: 'not-found',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

const DETAILS: Partial<Record<ProblemKind, string>> = {
  'body-too-large': 'A body may have 64 KiB at most, a batch of events 1 MiB, and one that holds the files of a policy 4 MiB.',
  'unsupported-media-type': 'Send the body as application/json; events also as application/x-ndjson.',
};

const MAX_DETAIL_LENGTH = 200;

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.retryAfterS !== undefined) reply.header('retry-after', String(problem.retryAfterS));
  if (problem.allow !== undefined) reply.header('allow', problem.allow.join(', '));
  if (problem.kind === 'missing-api-key') reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).type(PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem.document));
}

/** Whatever was thrown, as a problem: what we did not foresee is a 500 that tells nothing of the inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const cause = error instanceof HttpException ? error.cause : error;
  if (cause instanceof Problem) return cause;
  if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_BAD_URL')
    return new Problem('invalid-request', 'The path is not valid: after each % two hex digits are expected that make UTF-8.');
  const status = statusOf(error);
  const kind = KIND_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'invalid-request' : 'unexpected');
  if (kind === 'unexpected') return new Problem('unexpected', 'No answer can be given; the cause is in the log of the service.');
  return new Problem(kind, DETAILS[kind] ?? (error instanceof Error ? short(error.message) : 'The request cannot be answered.'));
}

/** The router's messages repeat the address, however long it is. */
function short(message: string): string {
  return message.length <= MAX_DETAIL_LENGTH ? message : `${message.slice(0, MAX_DETAIL_LENGTH)}…`;
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return 500;
}

/** The one place where errors become answers: of controllers, hooks, the body parser and the router alike. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const context = host.switchToHttp();
    const reply = context.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const request = context.getRequest<FastifyRequest>();
      this.logger.error({ err: causeOf(error), path: request.url, problem: problem.kind }, problem.message);
    }
    if (!reply.sent) void sendProblem(reply, problem);
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
