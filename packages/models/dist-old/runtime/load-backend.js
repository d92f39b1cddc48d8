import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import util from 'node:util';
import { loadWebGpu } from './load-webgpu.js';
/** Best first. */
export const BACKEND_NAMES = ['tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu'];
/** Native packages, best first. Neither need be installed. */
const NATIVE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
const requireHere = createRequire(import.meta.url);
/**
 * The best TensorFlow.js backend that works here, or exactly `forced`; rejects when that one does not work.
 * Loads a large library and installs its process listeners: call it in a worker, or in a process that only trains.
 */
export async function loadBackend(forced) {
    const passedOver = [];
    for (const attempt of [loadNative, loadAnyGpu, loadWasm, loadCpu]) {
        const backend = await attempt(forced).catch((error) => errorText(error));
        if (typeof backend === 'string')
            passedOver.push(backend);
        else if (forced === undefined || backend.name === forced)
            return { ...backend, passedOver };
        else
            passedOver.push(`native TensorFlow is here as ${backend.name}`);
    }
    throw new Error(`no TensorFlow.js backend${forced === undefined ? '' : ` ${forced}`} works here: ${passedOver.join('; ')}`);
}
async function loadNative(forced) {
    if (forced !== undefined && !forced.startsWith('tensorflow'))
        throw new Error(`${forced} was asked for`);
    const tf = requireNative(requireHere);
    await tf.ready();
    const backend = tf.backend();
    const gpu = 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
    return { tf, name: gpu ? 'tensorflow-gpu' : 'tensorflow', gpu };
}
/**
 * The first native package that loads; throws with the reason for each that does not. A package that is not installed and one
 * that lacks its binding fail differently, and only trying tells: an absent optional package can leave an empty folder.
 */
export function requireNative(load) {
    restoreIsNullOrUndefined();
    const reasons = [];
    for (const name of NATIVE_PACKAGES) {
        try {
            return load(name);
        }
        catch (error) {
            reasons.push(`${name} ${isAbsent(error) ? 'is not installed' : `does not load (${errorText(error)})`}`);
        }
    }
    throw new Error(reasons.join(', '));
}
async function loadAnyGpu(forced) {
    if (forced !== undefined && forced !== 'webgpu')
        throw new Error(`${forced} was asked for`);
    return { ...(await loadWebGpu(forced === 'webgpu')), name: 'webgpu' };
}
async function loadWasm(forced) {
    if (forced === 'cpu')
        throw new Error('cpu was asked for');
    const tf = await import('@tensorflow/tfjs');
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(dirname(requireHere.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
    return { tf: await use(tf, 'wasm'), name: 'wasm', gpu: false };
}
async function loadCpu() {
    return { tf: await use(await import('@tensorflow/tfjs'), 'cpu'), name: 'cpu', gpu: false };
}
async function use(tf, name) {
    // Production mode leaves out the advice to install a native package, printed at each first use of the CPU backend.
    tf.enableProdMode();
    if (!(await tf.setBackend(name)))
        throw new Error(`the ${name} backend does not initialise`);
    await tf.ready();
    return tf;
}
/** Node 23 removed `util.isNullOrUndefined`, which tfjs-node 4.22 calls on every tensor it makes. */
function restoreIsNullOrUndefined() {
    const legacy = util;
    legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
function isAbsent(error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}
function errorText(error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
//# sourceMappingURL=load-backend.js.map