import type { ScoreFault, ScoreRequest, ScoreResult } from '@gavel/engine';
import { calibrate } from '../artifact/calibrate.js';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import { encodeScaled } from './bring-up.js';
import type { Dispatcher } from './dispatcher.js';

/** What a score is given with. */
interface ScoredOn {
  readonly digest: string;
  readonly backend: string;
  readonly gpu: boolean;
}

/**
 * Scores one row, once and in time: whatever comes first of a probability, a fault and the signal's abort is the answer.
 * Never rejects.
 */
export function scoreRow(
  dispatcher: Pick<Dispatcher, 'score'>,
  request: ScoreRequest,
  { artifact, digest }: Pick<VerifiedArtifact, 'artifact' | 'digest'>,
  context: { readonly signal: AbortSignal; readonly backend: string; readonly gpu: boolean },
): Promise<ScoreResult> {
  const { signal, backend, gpu } = context;
  return new Promise((resolve) => {
    let isSettled = false;
    const settle = (result: ScoreResult): void => {
      if (isSettled) return;
      isSettled = true;
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onFault = (fault: ScoreFault, detail: string): void => settle({ ok: false, fault, detail });
    const onAbort = (): void => onFault('timeout', 'the score did not come in time');
    const onProbability = (probability: number): void => settle(resultOf(calibrate(probability, artifact), { digest, backend, gpu }));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const columns = encodeScaled(artifact, request.values);
      const key = `${request.name}@${request.version}`;
      dispatcher.score({ key, priority: request.priority, columns, isWanted: () => !isSettled, onProbability, onFault });
    } catch (error) {
      onFault('failed', `the row cannot be encoded: ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

function resultOf(score: number, scoredOn: ScoredOn): ScoreResult {
  if (Number.isNaN(score)) return { ok: false, fault: 'not-a-number', detail: 'the model gave NaN' };
  if (score < 0 || score > 1) return { ok: false, fault: 'out-of-range', detail: `the model gave ${score}, which is no probability` };
  return { ok: true, score, ...scoredOn };
}
