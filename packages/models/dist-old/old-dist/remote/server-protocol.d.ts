import type { ServerClient } from './server-client.js';
/** How a kind of server is asked. One object a model. */
export interface ServerProtocol {
    /**
     * Makes sure that the model is ready there and takes [rows, columns]. Rejects with ServerDownError while it is not ready,
     * with ServerAnswerError when it is another model than is needed.
     */
    prepare(client: ServerClient, columns: number): Promise<void>;
    /** What is put behind the model's address to score. */
    readonly scoreSuffix: string;
    /** The JSON text that asks for the scores of `count` rows. */
    scoreBody(rows: Float32Array, count: number): string;
    /** The probabilities in an answer; NaN where the server gave no number. Throws ServerAnswerError. */
    probabilities(answer: unknown, count: number): Float32Array;
}
/** Flattens [count] or [count, 1] numbers; null, which stands for NaN, stays in its place. Throws for any other shape. */
export declare function flatProbabilities(data: unknown, count: number): Float32Array;
/** Throws ServerAnswerError unless a tensor of `shape` (−1: any) takes rows of `columns` columns. */
export declare function checkInputShape(shape: readonly number[], columns: number): void;
