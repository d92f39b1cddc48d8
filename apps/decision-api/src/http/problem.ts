import type { Fault } from '@gavel/engine';

/** Every kind of problem this API answers: its stable name, status and title. */
const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'missing-api-key': { status: 401, title: 'An API key is needed' },
  'foreign-host': { status: 403, title: 'The service is not known by this name' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'unknown-flow': { status: 404, title: 'There is no such flow' },
  'unknown-model': { status: 404, title: 'There is no such model version' },
  'not-explainable': { status: 409, title: 'The score of this decision cannot be explained' },
  'unknown-decision': { status: 404, title: 'There is no such decision' },
  'unknown-backtest': { status: 404, title: 'There is no such backtest' },
  'wrong-method': { status: 405, title: 'This path does not take this method' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Only JSON is understood' },
  'key-reused': { status: 422, title: 'The idempotency key was used before with another body' },
  'candidate-refused': { status: 422, title: 'The candidate policy has faults' },
  unexpected: { status: 500, title: 'Something went wrong here' },
  'log-unavailable': { status: 503, title: 'The decision log cannot be used now' },
  overloaded: { status: 503, title: 'Too much to do at once' },
  'too-many-backtests': { status: 503, title: 'Too many backtests at once' },
  stopping: { status: 503, title: 'The service is stopping' },
  'not-ready': { status: 503, title: 'The service is not ready' },
} as const;
export type ProblemKind = keyof typeof PROBLEMS;

/** A problem document, RFC 9457. */
export interface ProblemDocument {
  /** `urn:gavel:problem:<kind>`: never changes its meaning. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Everything that is wrong with the request, where it is known. */
  readonly faults?: readonly Fault[];
  /** For `key-reused`: the decision that the key belongs to. */
  readonly decisionId?: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

interface ProblemExtras {
  readonly faults?: readonly Fault[];
  readonly decisionId?: string;
  /** For `wrong-method`: what the path takes. */
  readonly allow?: readonly string[];
  /** Whole seconds after which asking again makes sense. */
  readonly retryAfterS?: number;
  /** For the log of the service, never for the answer. */
  readonly cause?: unknown;
}

/** Thrown anywhere on the way to an answer; it becomes the answer. */
export class Problem extends Error {
  readonly status: number;
  readonly retryAfterS: number | undefined;
  readonly allow: readonly string[] | undefined;
  readonly document: ProblemDocument;

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    { retryAfterS, allow, cause, ...extras }: ProblemExtras = {},
  ) {
    super(detail, { cause });
    this.name = 'Problem';
    const { status, title } = PROBLEMS[kind];
    this.status = status;
    this.retryAfterS = retryAfterS;
    this.allow = allow;
    this.document = { type: `urn:gavel:problem:${kind}`, title, status, detail, ...extras };
  }

  /** What is wrong with a request, all of it. */
  static ofFaults(faults: readonly Fault[]): Problem {
    const first = faults[0]?.message ?? 'unknown fault';
    const detail = faults.length === 1 ? first : `${faults.length} faults; the first: ${first}`;
    return new Problem('invalid-request', detail, { faults });
  }
}
