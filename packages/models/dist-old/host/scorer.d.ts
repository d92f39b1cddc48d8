import type { LoadMessage, PredictMessage, UnloadMessage } from '../runtime/worker-messages.js';
/** What scores batches of rows: the worker thread of this process, or a server elsewhere. */
export interface Scorer {
    /** Has the model ready to score. Rejects with the reason when it cannot be had, or is not the one that was published. */
    load(message: Omit<LoadMessage, 'id' | 'type'>): Promise<void>;
    unload(message: Omit<UnloadMessage, 'id' | 'type'>): Promise<void>;
    /** The model's probabilities of `count` rows, before prior correction and calibrator. May take the rows' buffer away. */
    predict(message: Omit<PredictMessage, 'id' | 'type'>): Promise<Float32Array>;
    /** Told of each batch of decisions that it scored: was anyone still waiting for it? */
    answered?(inTime: boolean): void;
}
/** A batch was not scored in the time that it has. */
export declare class LateScoreError extends Error {
    readonly name = "LateScoreError";
}
