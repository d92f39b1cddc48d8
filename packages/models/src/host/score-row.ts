import type { Deadline, DeadlineListener, ScoreFault, ScoreRequest, ScoreResult } from '@gavel/engine';
import { calibrate } from '../artifact/calibrate.js';
import { encoderOf } from '../artifact/row-encoder.js';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import type { Dispatcher, PendingRow } from './dispatcher.js';

/** What a score is given with, and until when. */
interface ScoreContext {
  /** The dispatcher's key of the version. */
  readonly key: string;
  readonly deadline: Deadline;
  readonly backend: string;
  readonly gpu: boolean;
  /** Told of the result just before it is given: to count it costs no promise of its own. */
  readonly onResult?: (result: ScoreResult) => void;
}

type Scored = Pick<VerifiedArtifact, 'artifact' | 'digest'>;

/**
 * Scores one row, once and in time: whatever comes first of a probability, a fault and the deadline is the answer.
 * Never rejects.
 */
export function scoreRow(
  dispatcher: Pick<Dispatcher, 'score'>,
  request: ScoreRequest,
  verified: Scored,
  context: ScoreContext,
): Promise<ScoreResult> {
  return new Promise((resolve) => {
    const row = new RowInFlight(request, verified, context, resolve);
    try {
      dispatcher.score(row);
    } catch (error) {
      row.onFault('failed', error instanceof Error ? error.message : String(error));
    }
  });
}

/** One object a row instead of a closure for each thing that may happen to it: thousands of them come every second. */
class RowInFlight implements PendingRow, DeadlineListener {
  readonly key: string;
  readonly priority: ScoreRequest['priority'];
  readonly width: number;
  #isSettled = false;

  constructor(
    private readonly request: ScoreRequest,
    private readonly verified: Scored,
    private readonly context: ScoreContext,
    private readonly resolve: (result: ScoreResult) => void,
  ) {
    this.key = context.key;
    this.priority = request.priority;
    this.width = verified.artifact.scaler.mean.length;
    context.deadline.listen(this);
  }

  isWanted(): boolean {
    return !this.#isSettled;
  }

  encode(rows: Float32Array, offset: number): void {
    encoderOf(this.verified.artifact).encode(this.request.values, rows, offset);
  }

  onProbability(probability: number): void {
    if (this.#isSettled) return;
    const score = calibrate(probability, this.verified.artifact);
    if (Number.isNaN(score)) this.onFault('not-a-number', 'the model gave NaN');
    else if (score < 0 || score > 1) this.onFault('out-of-range', `the model gave ${score}, which is no probability`);
    else this.#settle({ ok: true, score, digest: this.verified.digest, backend: this.context.backend, gpu: this.context.gpu });
  }

  onFault(fault: ScoreFault, detail: string): void {
    if (!this.#isSettled) this.#settle({ ok: false, fault, detail });
  }

  onDeadline(): void {
    this.onFault('timeout', 'the score did not come in time');
  }

  #settle(result: ScoreResult): void {
    this.#isSettled = true;
    this.context.deadline.forget(this);
    this.context.onResult?.(result);
    this.resolve(result);
  }
}
