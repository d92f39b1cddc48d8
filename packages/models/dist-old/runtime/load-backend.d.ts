import type * as Tf from '@tensorflow/tfjs';
/** TensorFlow.js, whichever package brought it. */
export type TensorFlow = typeof Tf;
/** Best first. */
export declare const BACKEND_NAMES: readonly ['tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu'];
/** `tensorflow-gpu` and `tensorflow`: native TensorFlow with and without a GPU; `webgpu`: any GPU; `wasm`: WebAssembly with SIMD; `cpu`: plain JavaScript. */
export type BackendName = (typeof BACKEND_NAMES)[number];
/** TensorFlow.js on one backend that works here. */
export interface Backend {
    readonly tf: TensorFlow;
    readonly name: BackendName;
    readonly gpu: boolean;
    /** Why faster ones were passed over, for the log. */
    readonly passedOver: readonly string[];
    /** To be called before the thread ends, where there is one. */
    readonly release?: () => Promise<void>;
}
/**
 * The best TensorFlow.js backend that works here, or exactly `forced`; rejects when that one does not work.
 * Loads a large library and installs its process listeners: call it in a worker, or in a process that only trains.
 */
export declare function loadBackend(forced?: BackendName): Promise<Backend>;
/**
 * The first native package that loads; throws with the reason for each that does not. A package that is not installed and one
 * that lacks its binding fail differently, and only trying tells: an absent optional package can leave an empty folder.
 */
export declare function requireNative(load: (name: string) => TensorFlow): TensorFlow;
