import type * as Tf from '@tensorflow/tfjs';
/** TensorFlow.js on WebGPU; `gpu` is false on an adapter in software. */
export interface WebGpu {
    readonly tf: typeof Tf;
    readonly gpu: boolean;
    /** Lets go of the device. Ending the thread while it lives can end the whole process: Dawn answers into a thread that is gone. */
    readonly release: () => Promise<void>;
}
/**
 * TensorFlow.js on any GPU that has a driver for Vulkan, Metal or Direct3D. Rejects with the reason where there is none. An adapter in
 * software (SwiftShader) is slower than WebAssembly: it is taken only where WebGPU `isAskedFor` by name, to check that scores are right.
 */
export declare function loadWebGpu(isAskedFor: boolean, driverFolders?: readonly string[]): Promise<WebGpu>;
/** Is there a manifest of a driver in any of the folders? */
export declare function hasDriver(folders: readonly string[]): Promise<boolean>;
