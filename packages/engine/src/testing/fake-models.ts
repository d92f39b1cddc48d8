import type { Deadline } from '../contract/deadline.js';
import { scoreKey } from '../decision/judge.js';
import type { CoalitionRequest, CoalitionResult, CoalitionScorer, Models, ScoreFault, ScoreRequest, ScoreResult } from '../ports.js';

/** What a version does when asked: a score, one computed from the values, a fault, or nothing until the deadline. */
export type FakeAnswer = number | ((values: Readonly<Record<string, unknown>>) => number) | { readonly fault: ScoreFault } | 'hang';

/** Models that answer as they are told to. A version that was told nothing is not ready. */
export class FakeModels implements Models, CoalitionScorer {
  /** Every request that was made, oldest first. */
  readonly asked: ScoreRequest[] = [];
  readonly #answers = new Map<string, FakeAnswer>();
  readonly #backgrounds = new Map<string, Readonly<Record<string, unknown>>>();

  /** What this version answers from now on; undefined: it is not ready any more. */
  answer(name: string, version: string, answer: FakeAnswer | undefined): this {
    const key = scoreKey({ name, version });
    if (answer === undefined) this.#answers.delete(key);
    else this.#answers.set(key, answer);
    return this;
  }

  /** The inputs of this version, each with the value that explanations compare with. */
  explain(name: string, version: string, background: Readonly<Record<string, unknown>>): this {
    this.#backgrounds.set(scoreKey({ name, version }), background);
    return this;
  }

  inputsOf(name: string, version: string): readonly string[] | undefined {
    const background = this.#backgrounds.get(scoreKey({ name, version }));
    return background === undefined || !this.isReady(name, version) ? undefined : Object.keys(background);
  }

  async scoreCoalitions(request: CoalitionRequest, deadline: Deadline): Promise<CoalitionResult> {
    const background = this.#backgrounds.get(scoreKey(request));
    if (background === undefined) return { ok: false, fault: 'not-ready', detail: `${scoreKey(request)} is not ready` };
    const named = request.groups.flat();
    if (named.length !== Object.keys(background).length || named.some((input) => !Object.hasOwn(background, input)))
      return { ok: false, fault: 'failed', detail: 'the groups do not hold each input of the model once' };
    const scores = new Float64Array(2 ** request.groups.length);
    for (let coalition = 0; coalition < scores.length; coalition += 1) {
      const own = request.groups.flatMap((group, index) => ((coalition >> index) & 1 ? group : []));
      const values = { ...background, ...Object.fromEntries(own.map((input) => [input, request.values[input]])) };
      const result = await this.score({ ...request, values, priority: 'shadow' }, deadline);
      if (!result.ok) return result;
      scores[coalition] = result.score;
    }
    return { ok: true, scores, background: { kind: 'rows', rows: 1 }, digest: 'f'.repeat(64), backend: 'fake' };
  }

  isReady(name: string, version: string): boolean {
    return this.#answers.has(scoreKey({ name, version }));
  }

  async score(request: ScoreRequest, deadline: Deadline): Promise<ScoreResult> {
    this.asked.push(request);
    const answer = this.#answers.get(scoreKey(request));
    if (deadline.isOver) return timeout;
    if (answer === undefined) return { ok: false, fault: 'not-ready', detail: `${scoreKey(request)} is not ready` };
    if (answer === 'hang') await endOf(deadline);
    await Promise.resolve();
    return deadline.isOver ? timeout : resultOf(answer, request);
  }
}

const timeout: ScoreResult = { ok: false, fault: 'timeout', detail: 'the fake was not in time' };

function endOf(deadline: Deadline): Promise<void> {
  return new Promise((resolve) => deadline.listen({ onDeadline: resolve }));
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
