import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import util from 'node:util';
import type * as Tf from '@tensorflow/tfjs';
import { loadWebGpu } from './load-webgpu.js';

/** TensorFlow.js, whichever package brought it. */
export type TensorFlow = typeof Tf;

/** Best first. */
export const BACKEND_NAMES = ['tensorflow-gpu', 'tensorflow', 'webgpu', 'wasm', 'cpu'] as const;

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

/** Native packages, best first. Neither need be installed. */
const NATIVE_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

const requireHere = createRequire(import.meta.url);

/**
 * The best TensorFlow.js backend that works here, or exactly `forced`; rejects when that one does not work.
 * Loads a large library and installs its process listeners: call it in a worker, or in a process that only trains.
 */
export async function loadBackend(forced?: BackendName): Promise<Backend> {
  const passedOver: string[] = [];
  for (const { names, load } of ATTEMPTS.filter((attempt) => forced === undefined || attempt.names.includes(forced))) {
    const backend = await load(forced !== undefined).catch((error: unknown) => errorText(error));
    if (typeof backend === 'string') passedOver.push(backend);
    else if (forced === undefined || backend.name === forced) return { ...backend, passedOver };
    else passedOver.push(`of ${names.join(' and ')} it is ${backend.name} that is here`);
  }
  throw new Error(`no TensorFlow.js backend${forced === undefined ? '' : ` ${forced}`} works here: ${passedOver.join('; ')}`);
}

/** Native TensorFlow, with a GPU or without; rejects with the reason where no native package works here. Loads it into this process. */
export async function loadNativeTensorFlow(): Promise<TensorFlow> {
  const { tf } = await loadNative();
  // Another backend may have been set by who scored before.
  await tf.setBackend('tensorflow');
  return tf;
}

type Loaded = Omit<Backend, 'passedOver'>;

/** Best first, each with the backends that it may turn out to be; told whether it was asked for by name. */
const ATTEMPTS: readonly { readonly names: readonly BackendName[]; readonly load: (isForced: boolean) => Promise<Loaded> }[] = [
  { names: ['tensorflow-gpu', 'tensorflow'], load: loadNative },
  { names: ['webgpu'], load: loadAnyGpu },
  { names: ['wasm'], load: loadWasm },
  { names: ['cpu'], load: loadCpu },
];

async function loadNative(): Promise<Loaded> {
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
export function requireNative(load: (name: string) => TensorFlow): TensorFlow {
  restoreIsNullOrUndefined();
  const reasons: string[] = [];
  for (const name of NATIVE_PACKAGES) {
    try {
      return load(name);
    } catch (error) {
      reasons.push(`${name} ${isAbsent(error) ? 'is not installed' : `does not load (${errorText(error)})`}`);
      if (!isAbsent(error)) forgetKernels();
    }
  }
  throw new Error(reasons.join(', '));
}

/** A package without its binding registers its kernels all the same, and the next one would print a line for each of them. */
function forgetKernels(): void {
  const tf: TensorFlow = requireHere('@tensorflow/tfjs');
  for (const { kernelName, backendName } of tf.getKernelsForBackend('tensorflow')) tf.unregisterKernel(kernelName, backendName);
}

async function loadAnyGpu(isForced: boolean): Promise<Loaded> {
  return { ...(await loadWebGpu(isForced)), name: 'webgpu' };
}

async function loadWasm(): Promise<Loaded> {
  const tf = await import('@tensorflow/tfjs');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(requireHere.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  return { tf: await use(tf, 'wasm'), name: 'wasm', gpu: false };
}

async function loadCpu(): Promise<Loaded> {
  return { tf: await use(await import('@tensorflow/tfjs'), 'cpu'), name: 'cpu', gpu: false };
}

async function use(tf: TensorFlow, name: 'wasm' | 'cpu'): Promise<TensorFlow> {
  // Production mode leaves out the advice to install a native package, printed at each first use of the CPU backend.
  tf.enableProdMode();
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend does not initialise`);
  await tf.ready();
  return tf;
}

/** Node 23 removed `util.isNullOrUndefined`, which tfjs-node 4.22 calls on every tensor it makes. */
function restoreIsNullOrUndefined(): void {
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
