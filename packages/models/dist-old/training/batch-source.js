/** Batches between two looks at the event loop: a progress bar draws, a signal is heard. */
const BATCHES_PER_TURN = 50;
/** Batches of a table's rows, in another order each epoch; the frauds all, the genuine rows all or as many as the options say. */
export class BatchSource {
    #table;
    #options;
    #random;
    constructor(table, options, random) {
        this.#table = table;
        this.#options = options;
        this.#random = random;
    }
    *epoch() {
        const order = this.#drawn();
        const { batchSize } = this.#options;
        for (let from = 0, count = 1; from < order.length; from += batchSize, count += 1) {
            yield { ...pick(this.#table, order.subarray(from, from + batchSize)), isTurnOver: count % BATCHES_PER_TURN === 0 };
        }
    }
    #drawn() {
        const { labels } = this.#table;
        const share = this.#options.genuineShare ?? 1;
        const all = Uint32Array.from({ length: labels.length }, (_, row) => row);
        const order = share === 1 ? all : all.filter((row) => labels[row] === 1 || this.#random.next() < share);
        this.#random.shuffle(order);
        return order;
    }
}
function pick({ columns, rows, labels }, order) {
    const picked = new Float32Array(order.length * columns);
    const pickedLabels = new Uint8Array(order.length);
    for (let place = 0; place < order.length; place += 1) {
        const row = order[place] ?? 0;
        for (let column = 0; column < columns; column += 1)
            picked[place * columns + column] = rows[row * columns + column] ?? 0;
        pickedLabels[place] = labels[row] ?? 0;
    }
    return { rows: picked, labels: pickedLabels };
}
//# sourceMappingURL=batch-source.js.map