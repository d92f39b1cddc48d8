import { scoreKey } from '../decision/judge.js';
import type { Models, ScoreFault, ScoreRequest, ScoreResult } from '../ports.js';

/** What a version does when asked: a score, one computed from the values, a fault, or nothing until the signal aborts. */
export type FakeAnswer = number | ((values: Readonly<Record<string, unknown>>) => number) | { readonly fault: ScoreFault } | 'hang';

/** Models that answer as they are told to. A version that was told nothing is not ready. */
export class FakeModels implements Models {
  /** Every request that was made, oldest first. */
  readonly asked: ScoreRequest[] = [];
  readonly #answers = new Map<string, FakeAnswer>();

  /** What this version answers from now on; undefined: it is not ready any more. */
  answer(name: string, version: string, answer: FakeAnswer | undefined): this {
    const key = scoreKey({ name, version });
    if (answer === undefined) this.#answers.delete(key);
    else this.#answers.set(key, answer);
    return this;
  }

  isReady(name: string, version: string): boolean {
    return this.#answers.has(scoreKey({ name, version }));
  }

  async score(request: ScoreRequest, signal: AbortSignal): Promise<ScoreResult> {
    this.asked.push(request);
    const answer = this.#answers.get(scoreKey(request));
    if (signal.aborted) return timeout;
    if (answer === undefined) return { ok: false, fault: 'not-ready', detail: `${scoreKey(request)} is not ready` };
    if (answer === 'hang') await aborted(signal);
    await Promise.resolve();
    return signal.aborted ? timeout : resultOf(answer, request);
  }
}

const timeout: ScoreResult = { ok: false, fault: 'timeout', detail: 'the fake was not in time' };

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** As an adapter must: what is no probability is a fault, not a score. */
function resultOf(answer: FakeAnswer, request: ScoreRequest): ScoreResult {
  if (answer === 'hang') return timeout;
  if (typeof answer === 'object') return { ok: false, fault: answer.fault, detail: 'the fake was told to' };
  try {
    const score = typeof answer === 'function' ? answer(request.values) : answer;
    if (Number.isNaN(score)) return { ok: false, fault: 'not-a-number', detail: 'the fake gave NaN' };
    if (score < 0 || score > 1) return { ok: false, fault: 'out-of-range', detail: `the fake gave ${score}` };
    return { ok: true, score, digest: 'f'.repeat(64), backend: 'fake', gpu: false };
  } catch (error) {
    return { ok: false, fault: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}
