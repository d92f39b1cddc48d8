import type { Deadline, ScoreRequest, ScoreResult } from '@gavel/engine';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import type { Dispatcher } from './dispatcher.js';
/** What a score is given with, and until when. */
interface ScoreContext {
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
export declare function scoreRow(dispatcher: Pick<Dispatcher, 'score'>, request: ScoreRequest, verified: Scored, context: ScoreContext): Promise<ScoreResult>;
export {};
