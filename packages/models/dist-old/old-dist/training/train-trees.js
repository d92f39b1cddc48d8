import { correctionOf, correctPrior } from '../artifact/correct-prior.js';
import { sigmoid } from '../artifact/logit.js';
import { encodeTrees } from '../artifact/tree-file.js';
import { treesLogit } from '../artifact/tree-ensemble.js';
import { binColumns } from './bin-columns.js';
import { growTree } from './grow-tree.js';
import { lossCurvature, lossGradient } from './loss.js';
import { logLoss } from './metrics.js';
import { SeededRandom } from './seeded-random.js';
import { fraudCount } from './table.js';
/** Trees between two looks at the event loop. */
const TREES_PER_TURN = 5;
/**
 * Gradient-boosted trees on log loss (Friedman, 2001, with Newton's steps of Chen and Guestrin, 2016): each tree is grown on shares of
 * rows and columns drawn anew. Keeps the trees up to the best one; without rows to watch, all.
 */
export async function trainTrees(request) {
    const { train, watch, options, onRound } = request;
    const random = new SeededRandom(request.seed);
    const base = baseLogit(train, options.classWeight);
    const learnt = new Boosted(train, base, options);
    const watched = watch === undefined ? undefined : new Boosted(watch, base, options);
    const grow = grower(train, options, random);
    const trees = [];
    let best = { loss: Infinity, trees: 0 };
    const patience = watched === undefined ? Infinity : options.patience;
    while (trees.length < options.trees && trees.length - best.trees < patience) {
        const { tree, trainLoss } = grow(learnt);
        trees.push(tree);
        learnt.add(tree);
        watched?.add(tree);
        const watchLoss = watched?.loss();
        if (watchLoss === undefined || watchLoss < best.loss)
            best = { loss: watchLoss ?? Infinity, trees: trees.length };
        onRound?.({ round: trees.length, trainLoss, ...(watchLoss === undefined ? {} : { watchLoss }), bestRound: best.trees });
        if (trees.length % TREES_PER_TURN === 0)
            await new Promise((resolve) => setImmediate(resolve));
    }
    const ensemble = { columns: train.columns, base, trees: trees.slice(0, best.trees) };
    return {
        ...encodeTrees(ensemble),
        format: 'trees',
        backend: 'none',
        libraries: {},
        rounds: trees.length,
        bestRound: best.trees,
        predict: ({ rows, labels, columns }) => Float32Array.from(labels, (_, row) => sigmoid(treesLogit(ensemble, rows, row * columns))),
    };
}
/** The logit of the weighted share of frauds. Float32-safe: it is stored as written. */
function baseLogit(train, classWeight) {
    const frauds = fraudCount(train);
    return Math.log((frauds * classWeight) / (train.labels.length - frauds));
}
/** Logits of a table's rows while trees are added. */
class Boosted {
    #table;
    #correction;
    constructor(table, base, options) {
        this.#table = table;
        this.logits = new Float64Array(table.labels.length).fill(base);
        this.#correction = correctionOf(options);
    }
    add(tree) {
        const { rows, columns } = this.#table;
        const one = { columns, base: 0, trees: [tree] };
        for (let row = 0; row < this.logits.length; row += 1)
            this.logits[row] = (this.logits[row] ?? 0) + treesLogit(one, rows, row * columns);
    }
    /** Mean log loss, prior corrected. */
    loss() {
        return logLoss({ scores: this.logits.map((logit) => sigmoid(correctPrior(logit, this.#correction))), labels: this.#table.labels });
    }
}
function grower(train, options, random) {
    const binned = binColumns(train);
    const gradients = new Float64Array(train.labels.length);
    const hessians = new Float64Array(train.labels.length);
    const loss = { classWeight: options.classWeight, focalGamma: 0 };
    const prior = Math.log(options.classWeight);
    const everyRow = Uint32Array.from(train.labels, (_, row) => row);
    return ({ logits }) => {
        let sum = 0;
        for (let row = 0; row < logits.length; row += 1) {
            const [logit, label] = [logits[row] ?? 0, train.labels[row] ?? 0];
            gradients[row] = lossGradient(logit, label, loss);
            hessians[row] = lossCurvature(logit, label, loss);
            sum += Math.log1p(Math.exp(label === 1 ? prior - logit : logit - prior));
        }
        const rows = everyRow.filter(() => random.next() < options.rowShare);
        const columns = drawn(train.columns, options.columnShare, random);
        const tree = growTree({ binned, columns, gradients, hessians, limits: options, learningRate: options.learningRate }, rows);
        return { tree, trainLoss: sum / logits.length };
    };
}
/** So many of 0 … count − 1, in ascending order. */
function drawn(count, share, random) {
    const all = Uint32Array.from({ length: count }, (_, place) => place);
    if (share >= 1)
        return all;
    random.shuffle(all);
    return all.slice(0, Math.max(1, Math.round(count * share))).toSorted();
}
//# sourceMappingURL=train-trees.js.map