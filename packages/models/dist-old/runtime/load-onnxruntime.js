import { createRequire } from 'node:module';
/** What records name as the backend of a score that ONNX Runtime gave: its CPU provider. */
export const ONNX_BACKEND = 'onnxruntime';
const PACKAGE = 'onnxruntime-node';
const requireHere = createRequire(import.meta.url);
/**
 * ONNX Runtime, or an error that says why it is not here: the package is optional, and has binaries for some platforms only. Its calls compute
 * on the thread that makes them: call it in a worker, or in a process that only evaluates.
 */
export function requireOnnxRuntime(load = requireHere) {
    try {
        return load(PACKAGE);
    }
    catch (error) {
        throw new Error(`a model of the format onnx cannot be scored here: ${PACKAGE} ${reasonOf(error)}`, { cause: error });
    }
}
function reasonOf(error) {
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    if (text.includes('onnxruntime_binding.node'))
        return `has no binary for ${process.platform}/${process.arch} (${text})`;
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
    return isAbsent ? 'is not installed (npm install with optional dependencies brings it)' : `does not load (${text})`;
}
//# sourceMappingURL=load-onnxruntime.js.map