import type { TensorFlow } from './load-backend.js';
import type { LoadMessage } from './worker-messages.js';
/** A model of any format, ready to score. */
export interface ScoringModel {
    /** Probabilities of `count` rows, before prior correction and calibrator. */
    readonly predict: (rows: Float32Array, count: number) => Float32Array<ArrayBuffer> | Promise<Float32Array<ArrayBuffer>>;
    readonly dispose: () => void;
}
/** Parses a model out of verified bytes; throws unless it takes [rows, columns] and gives a probability each. */
export declare function loadScoringModel(tf: TensorFlow, message: Pick<LoadMessage, 'format' | 'modelJson' | 'weights' | 'columns'>): Promise<ScoringModel>;
/** The probability of the members' average logit. */
export declare function blended(members: readonly {
    readonly share: number;
    readonly probabilities: Float32Array;
}[]): Float32Array<ArrayBuffer>;
