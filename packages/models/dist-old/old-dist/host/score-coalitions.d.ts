import { type Deadline, type CoalitionRequest, type CoalitionResult } from '@gavel/engine';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import { type Dispatcher } from './dispatcher.js';
/** What a coalition's score is given with. */
interface ScoredOn {
    readonly deadline: Deadline;
    readonly backend: string;
    /** Ask for every coalition even where two have the same row: the answers stay the same. */
    readonly isWhole?: boolean;
}
/** Scores every coalition of a row's groups against the artifact's background, in small batches while nothing else waits. Never rejects. */
export declare function scoreCoalitions(dispatcher: Pick<Dispatcher, 'doWhenIdle'>, request: CoalitionRequest, { artifact, digest }: Pick<VerifiedArtifact, 'artifact' | 'digest'>, { deadline, backend, isWhole }: ScoredOn): Promise<CoalitionResult>;
export {};
