import type { BackendName } from '../runtime/load-backend.js';
import type { WorkerStart } from '../runtime/worker-messages.js';
import { ModelWorker } from './model-worker.js';
export interface UpInfo {
    readonly backend: BackendName;
    readonly gpu: boolean;
    /** Why faster backends were passed over. */
    readonly passedOver: readonly string[];
}
export interface DownInfo {
    readonly reason: string;
    /** False: it never came up. */
    readonly wasUp: boolean;
    readonly restartInMs: number;
}
export interface SupervisorEvents {
    readonly onUp: (worker: ModelWorker, info: UpInfo) => void;
    readonly onDown: (info: DownInfo) => void;
}
/** Keeps one model worker running: what ends is started again, after 0.1 s, 0.2 s, 0.4 s … up to 30 s. */
export declare class WorkerSupervisor {
    #private;
    /** Times the worker was started again. */
    restarts: number;
    constructor(start: WorkerStart, events: SupervisorEvents);
    /** Tensors that live in the worker, as of its last answer. */
    get tensors(): number;
    close(): Promise<void>;
}
