import { correctionOf, correctPrior } from '../artifact/correct-prior.js';
import { sigmoid } from '../artifact/logit.js';
import { exportLayersModel } from './export-layers-model.js';
import { lossCurvature, lossGradient } from './loss.js';
import { logLoss } from './metrics.js';
const MAX_STEPS = 30;
const SMALL_STEP = 1e-8;
/**
 * Logistic regression with a ridge on all but the intercept, by Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and
 * Friedman, 2009, section 4.4.1). Published as a network of one layer. It has one solution: the seed does not matter, nothing is watched.
 */
export function trainLogistic({ train, watch, options, onRound }) {
    let fitted = new Float64Array(train.columns + 1);
    let steps = 0;
    for (let change = Infinity; steps < MAX_STEPS && change > SMALL_STEP;) {
        const step = newtonStep(train, fitted, options);
        fitted = fitted.map((value, place) => value - (step[place] ?? 0));
        change = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        steps += 1;
        const lossOf = (table) => lossOfTable(table, fitted, options);
        onRound?.({ round: steps, trainLoss: lossOf(train), ...(watch === undefined ? {} : { watchLoss: lossOf(watch) }), bestRound: steps });
    }
    const kernel = Float32Array.from(fitted.subarray(0, -1));
    const bias = Float32Array.from(fitted.subarray(-1));
    return Promise.resolve({
        ...exportLayersModel([{ inputs: train.columns, units: 1, kernel, bias }], 0),
        format: 'tfjs-layers',
        backend: 'none',
        libraries: {},
        rounds: steps,
        bestRound: steps,
        predict: (table) => Float32Array.from(table.labels, (_, row) => sigmoid(logisticLogit(fitted, table.rows, row * table.columns))),
    });
}
function lossOfTable({ rows, columns, labels }, fitted, options) {
    const correction = correctionOf(options);
    const scores = Float64Array.from(labels, (_, row) => sigmoid(correctPrior(logisticLogit(fitted, rows, row * columns), correction)));
    return logLoss({ scores, labels });
}
function newtonStep(train, fitted, options) {
    const size = train.columns + 1;
    const { gradient, hessian } = derivatives(train, fitted, options);
    for (let column = 0; column < train.columns; column += 1) {
        gradient[column] = (gradient[column] ?? 0) + options.l2 * (fitted[column] ?? 0);
        hessian[column * size + column] = (hessian[column * size + column] ?? 0) + options.l2;
    }
    return solve(hessian, gradient);
}
/** The logit of the row at `offset`. */
function logisticLogit(fitted, rows, offset) {
    const columns = fitted.length - 1;
    let sum = fitted[columns] ?? 0;
    for (let column = 0; column < columns; column += 1)
        sum += (fitted[column] ?? 0) * (rows[offset + column] ?? 0);
    return sum;
}
function derivatives({ columns, rows, labels }, fitted, { classWeight }) {
    const size = columns + 1;
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    const row = new Float64Array(size).fill(1);
    for (let index = 0; index < labels.length; index += 1) {
        for (let column = 0; column < columns; column += 1)
            row[column] = rows[index * columns + column] ?? 0;
        const [logit, label] = [logisticLogit(fitted, rows, index * columns), labels[index] ?? 0];
        const slope = lossGradient(logit, label, { classWeight, focalGamma: 0 });
        addRow(row, slope, lossCurvature(logit, label, { classWeight }), { gradient, hessian });
    }
    for (let a = 0; a < size; a += 1)
        for (let b = 0; b < a; b += 1)
            hessian[b * size + a] = hessian[a * size + b] ?? 0;
    return { gradient, hessian };
}
/** The lower triangle is enough: the rest mirrors it. */
function addRow(row, gap, curve, sums) {
    const size = row.length;
    for (let a = 0; a < size; a += 1) {
        const value = row[a] ?? 0;
        sums.gradient[a] = (sums.gradient[a] ?? 0) + gap * value;
        if (value === 0)
            continue;
        const scaled = curve * value;
        for (let b = 0; b <= a; b += 1)
            sums.hessian[a * size + b] = (sums.hessian[a * size + b] ?? 0) + scaled * (row[b] ?? 0);
    }
}
/** Solves a symmetric positive definite system by Cholesky; a column that says nothing is left where it is. */
function solve(matrix, right) {
    const size = right.length;
    const lower = new Float64Array(size * size);
    for (let a = 0; a < size; a += 1) {
        for (let b = 0; b <= a; b += 1) {
            let sum = matrix[a * size + b] ?? 0;
            for (let k = 0; k < b; k += 1)
                sum -= (lower[a * size + k] ?? 0) * (lower[b * size + k] ?? 0);
            lower[a * size + b] = a === b ? Math.sqrt(Math.max(sum, 1e-9)) : sum / (lower[b * size + b] ?? 1);
        }
    }
    const solved = Float64Array.from(right);
    for (let a = 0; a < size; a += 1) {
        for (let k = 0; k < a; k += 1)
            solved[a] = (solved[a] ?? 0) - (lower[a * size + k] ?? 0) * (solved[k] ?? 0);
        solved[a] = (solved[a] ?? 0) / (lower[a * size + a] ?? 1);
    }
    for (let a = size - 1; a >= 0; a -= 1) {
        for (let k = a + 1; k < size; k += 1)
            solved[a] = (solved[a] ?? 0) - (lower[k * size + a] ?? 0) * (solved[k] ?? 0);
        solved[a] = (solved[a] ?? 0) / (lower[a * size + a] ?? 1);
    }
    return solved;
}
//# sourceMappingURL=train-logistic.js.map