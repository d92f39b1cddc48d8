import type { ModelFormat } from '../artifact/artifact-schema.js';
import type { BackendName } from './load-backend.js';
/** Given to the worker at its start. */
export interface WorkerStart {
    readonly forceBackend?: BackendName;
}
/** One model's bytes, digests already checked, and the number of columns it must take. */
export interface LoadMessage {
    readonly type: 'load';
    readonly id: number;
    readonly key: string;
    readonly format: ModelFormat;
    readonly modelJson: Uint8Array;
    readonly weights: Uint8Array;
    readonly columns: number;
}
/** `count` encoded and scaled rows; the buffer is transferred. */
export interface PredictMessage {
    readonly type: 'predict';
    readonly id: number;
    readonly key: string;
    readonly rows: Float32Array<ArrayBuffer>;
    readonly count: number;
}
export interface UnloadMessage {
    readonly type: 'unload';
    readonly id: number;
    readonly key: string;
}
/** The last one: what holds on to a device lets go of it, and the thread ends. */
export interface EndMessage {
    readonly type: 'end';
}
export type WorkerRequest = LoadMessage | PredictMessage | UnloadMessage | EndMessage;
export type WorkerReply = {
    readonly type: 'up';
    readonly backend: BackendName;
    readonly gpu: boolean;
    readonly passedOver: readonly string[];
}
/** `probabilities`: of a predict; the buffer is transferred. `tensors`: how many live in the worker, to see a leak. */
 | {
    readonly type: 'done';
    readonly id: number;
    readonly probabilities?: Float32Array<ArrayBuffer>;
    readonly tensors: number;
} | {
    readonly type: 'failed';
    readonly id: number;
    readonly reason: string;
};
