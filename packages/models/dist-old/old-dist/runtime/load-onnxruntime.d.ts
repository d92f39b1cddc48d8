import type * as Onnx from 'onnxruntime-node';
/** ONNX Runtime, as its Node package gives it. */
export type OnnxRuntime = Pick<typeof Onnx, 'InferenceSession' | 'Tensor'>;
/** What records name as the backend of a score that ONNX Runtime gave: its CPU provider. */
export declare const ONNX_BACKEND = "onnxruntime";
/**
 * ONNX Runtime, or an error that says why it is not here: the package is optional, and has binaries for some platforms only. Its calls compute
 * on the thread that makes them: call it in a worker, or in a process that only evaluates.
 */
export declare function requireOnnxRuntime(load?: (name: string) => OnnxRuntime): OnnxRuntime;
