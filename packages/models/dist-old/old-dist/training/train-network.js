import { correctionOf, correctPrior } from '../artifact/correct-prior.js';
import { sigmoid } from '../artifact/logit.js';
import { loadBackend } from '../runtime/load-backend.js';
import { Adam } from './adam.js';
import { BatchSource } from './batch-source.js';
import { exportLayersModel } from './export-layers-model.js';
import { lossGradient } from './loss.js';
import { logLoss } from './metrics.js';
import { createLayers, dropoutMasks, gradientsOf, logitsOf } from './network.js';
import { SeededRandom } from './seeded-random.js';
/** Rows looked at in one go when no gradient is needed. */
const FORWARD_ROWS = 4096;
/**
 * Trains a dense network (relu, dropout behind every hidden layer but the last, one sigmoid unit) with Adam, and keeps the weights of the
 * best epoch; without rows to watch, those of the last. Every random number comes from `seed`.
 */
export async function trainNetwork(request) {
    const { train, options, seed } = request;
    const backend = await loadBackend(request.backend ?? 'wasm');
    const layers = createLayers(train.columns, options.hidden, seed);
    const run = await runEpochs(backend, layers, request);
    return {
        ...run,
        ...exportLayersModel(layers, options.dropout),
        format: 'tfjs-layers',
        backend: backend.name,
        libraries: { '@tensorflow/tfjs': backend.tf.version.tfjs },
        predict: (table) => Float32Array.from(forward(backend, layers, table), sigmoid),
    };
}
async function runEpochs(backend, layers, request) {
    const { options, watch, train } = request;
    const tools = { adam: new Adam(options.learningRate), random: new SeededRandom(request.seed + 1) };
    const batches = new BatchSource(train, options, tools.random);
    let best = { epoch: 0, loss: Infinity, values: snapshot(layers) };
    let epoch = 0;
    const patience = watch === undefined ? Infinity : options.patience;
    while (epoch < options.epochs && epoch - best.epoch < patience) {
        epoch += 1;
        const trainLoss = await trainEpoch(backend, layers, batches, { ...tools, options });
        const loss = watch === undefined ? trainLoss : watchLoss(forward(backend, layers, watch), watch.labels, options);
        if (watch === undefined || loss < best.loss)
            best = { epoch, loss, values: snapshot(layers) };
        request.onRound?.({ round: epoch, trainLoss, ...(watch === undefined ? {} : { watchLoss: loss }), bestRound: best.epoch });
    }
    restore(layers, best.values);
    return { rounds: epoch, bestRound: best.epoch };
}
/** Mean loss as trained on. */
async function trainEpoch(backend, layers, batches, { adam, random, options }) {
    let [loss, rows] = [0, 0];
    for (const batch of batches.epoch()) {
        loss += trainBatch(backend, layers, batch, { adam, random, options });
        rows += batch.labels.length;
        if (batch.isTurnOver)
            await new Promise((resolve) => setImmediate(resolve));
    }
    return loss / rows;
}
/** One step; the sum of the rows' losses before it, prior corrected. */
function trainBatch({ tf }, layers, batch, { adam, random, options }) {
    const count = batch.labels.length;
    const loss = { classWeight: options.classWeight, focalGamma: options.focalGamma ?? 0 };
    const correction = correctionOf(options);
    let sum = 0;
    const slopesOf = (logits) => logits.map((logit, row) => {
        const label = batch.labels[row] ?? 0;
        const corrected = sigmoid(correctPrior(logit, correction));
        sum -= Math.log(Math.max(1e-7, label === 1 ? corrected : 1 - corrected));
        return lossGradient(logit, label, loss) / count;
    });
    tf.engine().startScope();
    const x = tf.tensor2d(batch.rows, [count, batch.rows.length / count]);
    const gradients = gradientsOf(tf, { layers, x, masks: dropoutMasks(tf, count, options, random), slopesOf });
    tf.engine().endScope();
    adam.step(layers.flatMap(({ kernel, bias }, place) => {
        const own = gradients[place];
        if (own === undefined)
            return [];
        return [
            { weights: kernel, gradient: own.kernel, l2: options.l2 },
            { weights: bias, gradient: own.bias, l2: 0 },
        ];
    }));
    return sum;
}
/** Logits of all rows. */
function forward({ tf }, layers, { columns, rows, labels }) {
    const logits = new Float64Array(labels.length);
    for (let from = 0; from < labels.length; from += FORWARD_ROWS) {
        const to = Math.min(labels.length, from + FORWARD_ROWS);
        const part = tf.tidy(() => logitsOf(tf, layers, tf.tensor2d(rows.slice(from * columns, to * columns), [to - from, columns])).dataSync());
        logits.set(part, from);
    }
    return logits;
}
function watchLoss(logits, labels, options) {
    const correction = correctionOf(options);
    return logLoss({ scores: logits.map((logit) => sigmoid(correctPrior(logit, correction))), labels });
}
function snapshot(layers) {
    return layers.map(({ kernel, bias }) => ({ kernel: kernel.slice(), bias: bias.slice() }));
}
function restore(layers, values) {
    layers.forEach(({ kernel, bias }, place) => {
        const saved = values[place];
        if (saved === undefined)
            return;
        kernel.set(saved.kernel);
        bias.set(saved.bias);
    });
}
//# sourceMappingURL=train-network.js.map