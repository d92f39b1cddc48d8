import { SeededRandom } from './seeded-random.js';
/** Fresh weights: He uniform for the hidden layers, Glorot uniform for the last, from our own seeded numbers. */
export function createLayers(columns, hidden, seed) {
    const random = new SeededRandom(seed);
    const widths = [columns, ...hidden, 1];
    return widths.slice(1).map((units, layer) => {
        const inputs = widths[layer] ?? 1;
        const limit = layer < hidden.length ? Math.sqrt(6 / inputs) : Math.sqrt(6 / (inputs + units));
        const kernel = Float32Array.from({ length: inputs * units }, () => (random.next() * 2 - 1) * limit);
        return { inputs, units, kernel, bias: new Float32Array(units) };
    });
}
/** The network's logits, [rows, 1]: relu behind every layer but the last. Call it inside a scope. */
export function logitsOf(tf, layers, x) {
    return layers.map((layer) => tensorsOf(tf, layer)).reduce((input, own, place) => dense(tf, input, own, place < layers.length - 1), x);
}
/** Inverted dropout behind every hidden layer but the last: 0 for a dropped unit, 1 / (1 − rate) for a kept one. */
export function dropoutMasks(tf, rows, options, random) {
    if (options.dropout === 0)
        return [];
    return options.hidden.slice(0, -1).map((units) => tf.tensor2d(maskValues(rows * units, options.dropout, random), [rows, units]));
}
/** Xorshift (Marsaglia, 2003, shifts 13, 17, 5), written out: a call for each unit took longer than the network's own arithmetic. */
function maskValues(count, rate, random) {
    const mask = new Float32Array(count);
    const dropped = rate * 4_294_967_296;
    const kept = 1 / (1 - rate);
    let state = Math.floor(random.next() * 4_294_967_296) | 1;
    for (let index = 0; index < count; index += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        mask[index] = state >>> 0 < dropped ? 0 : kept;
    }
    return mask;
}
/**
 * Back-propagation written out (Goodfellow, Bengio and Courville, 2016, algorithm 6.4): the library's tape costs more than the network does,
 * and asks for transposed products, for which the WASM backend has no fast kernel (about 20 times slower); transposing first
 * costs next to nothing. Call it inside a scope.
 */
export function gradientsOf(tf, { layers, x, masks, slopesOf }) {
    const own = layers.map((layer) => tensorsOf(tf, layer));
    const inputs = [x];
    own.forEach((layer, place) => {
        const isHidden = place < layers.length - 1;
        const out = dense(tf, inputs[place] ?? x, layer, isHidden);
        const mask = isHidden ? masks[place] : undefined;
        inputs.push(mask === undefined ? out : out.mul(mask));
    });
    const logits = inputs[layers.length] ?? x;
    let delta = tf.tensor2d(slopesOf(logits.dataSync()), [x.shape[0], 1]);
    return own
        .toReversed()
        .map(({ kernel }, back) => {
        const place = layers.length - 1 - back;
        const input = inputs[place] ?? x;
        const gradient = { kernel: tf.matMul(input.transpose(), delta), bias: delta.sum(0) };
        if (place > 0)
            delta = throughRelu(tf.matMul(delta, kernel.transpose()), input, masks[place - 1]);
        return { kernel: gradient.kernel.dataSync(), bias: gradient.bias.dataSync() };
    })
        .toReversed();
}
/** Through the relu, and the dropout, that made a layer's input. */
function throughRelu(back, input, mask) {
    const open = back.mul(input.step());
    return mask === undefined ? open : open.mul(mask);
}
function tensorsOf(tf, { inputs, units, kernel, bias }) {
    return { kernel: tf.tensor2d(kernel, [inputs, units]), bias: tf.tensor1d(bias) };
}
function dense(tf, input, { kernel, bias }, isHidden) {
    const out = tf.fused.matMul({ a: input, b: kernel, bias, activation: isHidden ? 'relu' : 'linear' });
    return out.as2D(input.shape[0], kernel.shape[1]);
}
//# sourceMappingURL=network.js.map