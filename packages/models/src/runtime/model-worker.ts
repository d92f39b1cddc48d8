import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { loadBackend, type TensorFlow } from './load-backend.js';
import { loadScoringModel, type ScoringModel } from './scoring-model.js';
import type { EndMessage, WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.js';

type ModelRequest = Exclude<WorkerRequest, EndMessage>;

/**
 * The thread that models run in. It answers one message at a time, in order. TensorFlow.js's process listeners, which rethrow,
 * stay in here: what they bring down is this thread, and the host starts another.
 */
async function serve(port: MessagePort, { forceBackend }: WorkerStart): Promise<void> {
  const { tf, name, gpu, passedOver, release } = await loadBackend(forceBackend);
  const models = new Map<string, ScoringModel>();
  let last = Promise.resolve();
  port.on('message', (request: WorkerRequest) => {
    if (request.type === 'end') {
      last = last.then(release).finally(() => process.exit());
      return;
    }
    last = last.then(() => answer(tf, models, request)).then((reply) => port.postMessage(reply, transfers(reply)));
  });
  port.postMessage({ type: 'up', backend: name, gpu, passedOver } satisfies WorkerReply);
}

async function answer(tf: TensorFlow, models: Map<string, ScoringModel>, request: ModelRequest): Promise<WorkerReply> {
  try {
    const probabilities = await perform(tf, models, request);
    return { type: 'done', id: request.id, tensors: tf.memory().numTensors, ...(probabilities === undefined ? {} : { probabilities }) };
  } catch (error) {
    return { type: 'failed', id: request.id, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function perform(
  tf: TensorFlow,
  models: Map<string, ScoringModel>,
  request: ModelRequest,
): Promise<Float32Array<ArrayBuffer> | undefined> {
  const held = models.get(request.key);
  if (request.type === 'predict') {
    if (held === undefined) throw new Error(`${request.key} is not loaded`);
    return held.predict(request.rows, request.count);
  }
  models.delete(request.key);
  held?.dispose();
  if (request.type === 'load') models.set(request.key, await loadScoringModel(tf, request));
  return undefined;
}

function transfers(reply: WorkerReply): ArrayBuffer[] {
  return reply.type === 'done' && reply.probabilities !== undefined ? [reply.probabilities.buffer] : [];
}

if (parentPort === null) throw new Error('model-worker runs as a worker thread only');
const start: WorkerStart = workerData;
await serve(parentPort, start);
