import { parentPort, workerData } from 'node:worker_threads';
import { loadBackend } from './load-backend.js';
import { loadScoringModel } from './scoring-model.js';
/**
 * The thread that models run in. It answers one message at a time, in order. TensorFlow.js's process listeners, which rethrow,
 * stay in here: what they bring down is this thread, and the host starts another.
 */
async function serve(port, { forceBackend }) {
    const { tf, name, gpu, passedOver, release } = await loadBackend(forceBackend);
    const models = new Map();
    let last = Promise.resolve();
    port.on('message', (request) => {
        if (request.type === 'end') {
            last = last.then(release).finally(() => process.exit());
            return;
        }
        last = last.then(() => answer(tf, models, request)).then((reply) => port.postMessage(reply, transfers(reply)));
    });
    port.postMessage({ type: 'up', backend: name, gpu, passedOver });
}
async function answer(tf, models, request) {
    try {
        const probabilities = await perform(tf, models, request);
        return { type: 'done', id: request.id, tensors: tf.memory().numTensors, ...(probabilities === undefined ? {} : { probabilities }) };
    }
    catch (error) {
        return { type: 'failed', id: request.id, reason: error instanceof Error ? error.message : String(error) };
    }
}
async function perform(tf, models, request) {
    const held = models.get(request.key);
    if (request.type === 'predict') {
        if (held === undefined)
            throw new Error(`${request.key} is not loaded`);
        return held.predict(request.rows, request.count);
    }
    models.delete(request.key);
    held?.dispose();
    if (request.type === 'load')
        models.set(request.key, await loadScoringModel(tf, request));
    return undefined;
}
function transfers(reply) {
    return reply.type === 'done' && reply.probabilities !== undefined ? [reply.probabilities.buffer] : [];
}
if (parentPort === null)
    throw new Error('model-worker runs as a worker thread only');
const start = workerData;
await serve(parentPort, start);
//# sourceMappingURL=model-worker.js.map