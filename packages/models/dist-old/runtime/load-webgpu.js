import { readdir } from 'node:fs/promises';
/** Where Linux keeps the manifests of Vulkan drivers. */
const DRIVER_FOLDERS = ['/etc/vulkan/icd.d', '/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/local/etc/vulkan/icd.d'];
/**
 * TensorFlow.js on any GPU that has a driver for Vulkan, Metal or Direct3D. Rejects with the reason where there is none. An adapter in
 * software (SwiftShader) is slower than WebAssembly: it is taken only where WebGPU `isAskedFor` by name, to check that scores are right.
 */
export async function loadWebGpu(isAskedFor, driverFolders = DRIVER_FOLDERS) {
    // Dawn prints warnings where there is no driver, and costs 60 MB: it is not even loaded then.
    if (!isAskedFor && process.platform === 'linux' && !(await hasDriver(driverFolders)))
        throw new Error(`webgpu: no Vulkan driver is installed (no manifest in ${driverFolders.slice(0, 2).join(', ')})`);
    const { create, globals } = await import('webgpu').catch((error) => {
        throw new Error('webgpu: the package webgpu is not installed or does not load', { cause: error });
    });
    const gpu = create([]);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null)
        throw new Error('webgpu: there is no adapter: no GPU with a driver for Vulkan, Metal or Direct3D is found');
    const { isFallbackAdapter: isSoftware, description } = adapter.info;
    if (isSoftware && !isAskedFor)
        throw new Error(`webgpu: the adapter ${description} is in software, which is slower than WebAssembly`);
    // The backend registers itself where it finds these, as in a browser.
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    const tf = await import('@tensorflow/tfjs');
    await import('@tensorflow/tfjs-backend-webgpu');
    tf.enableProdMode();
    if (!(await tf.setBackend('webgpu')))
        throw new Error(`webgpu: TensorFlow.js does not run on the adapter ${description}`);
    await tf.ready();
    return { tf, gpu: !isSoftware, release: () => releaseDevice(tf) };
}
async function releaseDevice(tf) {
    const backend = tf.backend();
    if (typeof backend !== 'object' || backend === null || !('device' in backend))
        return;
    const device = backend.device;
    if (!(device instanceof GPUDevice))
        return;
    device.destroy();
    await device.lost;
}
/** Is there a manifest of a driver in any of the folders? */
export async function hasDriver(folders) {
    const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
    return names.flat().some((name) => name.endsWith('.json'));
}
//# sourceMappingURL=load-webgpu.js.map