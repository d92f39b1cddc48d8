import type { LoadMessage, PredictMessage, UnloadMessage, WorkerReply, WorkerStart } from '../runtime/worker-messages.js';
/** The thread is gone, and with it everything that it held. */
export declare class WorkerDownError extends Error {
    readonly wasRunning: boolean;
    readonly name = "WorkerDownError";
    /** `wasRunning`: the worker went down while it was at this very work; else the work had not begun. */
    constructor(message: string, wasRunning: boolean);
}
/** Longest that one answer may take, after which the thread is taken for hung and ended. */
export interface WorkerTimeouts {
    readonly loadMs: number;
    readonly predictMs: number;
}
export interface WorkerEvents {
    readonly onUp: (up: Extract<WorkerReply, {
        type: 'up';
    }>) => void;
    /** Once, after every request still open has been rejected. */
    readonly onDown: (reason: string) => void;
}
/** One life of the thread that models run in: requests out, replies in. */
export declare class ModelWorker {
    #private;
    /** Tensors that lived in the thread after its last answer. */
    tensors: number;
    constructor(start: WorkerStart, timeouts: WorkerTimeouts, events: WorkerEvents);
    load(message: Omit<LoadMessage, 'id' | 'type'>): Promise<void>;
    unload(message: Omit<UnloadMessage, 'id' | 'type'>): Promise<void>;
    /** The network's probabilities of `count` rows. Takes the rows' buffer away. */
    predict(message: Omit<PredictMessage, 'id' | 'type'>): Promise<Float32Array>;
    /** Ends the thread; open requests are rejected with `reason`. */
    stop(reason: string): Promise<void>;
}
