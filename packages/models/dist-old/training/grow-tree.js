const BINS = 256;
/**
 * Grows one regression tree by Newton's gain, G²/(H + λ) (Friedman 2001; Chen and Guestrin 2016, equation 7), over histograms. `rows` is
 * put into another order.
 */
export function growTree(growth, rows) {
    const nodes = { feature: [], value: [], right: [] };
    const grow = (own, depth, histogram) => {
        const node = nodes.feature.length;
        const cut = histogram === undefined ? undefined : bestCut(growth, histogram);
        nodes.feature.push(cut?.column ?? -1);
        nodes.value.push(cut === undefined ? leafValue(growth, own) : (growth.binned[cut.column]?.cuts[cut.bin] ?? 0));
        nodes.right.push(0);
        if (cut === undefined || histogram === undefined)
            return;
        const [left, right] = partition(growth, own, cut);
        const isLast = depth + 1 >= growth.limits.maxDepth;
        const [leftSums, rightSums] = isLast ? [] : childHistograms(growth, left, right, histogram);
        grow(left, depth + 1, leftSums);
        nodes.right[node] = nodes.feature.length;
        grow(right, depth + 1, rightSums);
    };
    grow(rows, 0, histogramOf(growth, rows));
    return { feature: Int32Array.from(nodes.feature), value: Float32Array.from(nodes.value), right: Int32Array.from(nodes.right) };
}
function histogramOf({ binned, columns, gradients, hessians }, rows) {
    const sums = new Float64Array(columns.length * BINS * 2);
    for (let place = 0; place < columns.length; place += 1) {
        const bins = binned[columns[place] ?? 0]?.bins;
        if (bins === undefined)
            continue;
        const offset = place * BINS * 2;
        // The innermost loop of all training: plain indices, or it takes three times as long.
        for (let at = 0; at < rows.length; at += 1) {
            const row = rows[at] ?? 0;
            const bin = offset + (bins[row] ?? 0) * 2;
            sums[bin] = (sums[bin] ?? 0) + (gradients[row] ?? 0);
            sums[bin + 1] = (sums[bin + 1] ?? 0) + (hessians[row] ?? 0);
        }
    }
    return sums;
}
/** Only the smaller child is summed up; the other is what remains. */
function childHistograms(growth, left, right, parent) {
    const isLeftSmaller = left.length <= right.length;
    const summed = histogramOf(growth, isLeftSmaller ? left : right);
    const rest = parent.slice();
    for (let at = 0; at < rest.length; at += 1)
        rest[at] = (rest[at] ?? 0) - (summed[at] ?? 0);
    return isLeftSmaller ? [summed, rest] : [rest, summed];
}
function bestCut(growth, histogram) {
    const total = totals(histogram);
    let best;
    growth.columns.forEach((column, place) => {
        const found = bestCutOfColumn(growth, histogram.subarray(place * BINS * 2, (place + 1) * BINS * 2), column, total);
        if (found !== undefined && found.gain > (best?.gain ?? 1e-9))
            best = found;
    });
    return best;
}
/** Over the first column: every column sums to the same. */
function totals(histogram) {
    let [gradient, hessian] = [0, 0];
    for (let at = 0; at < BINS * 2; at += 2) {
        gradient += histogram[at] ?? 0;
        hessian += histogram[at + 1] ?? 0;
    }
    return [gradient, hessian];
}
function bestCutOfColumn({ binned, limits }, sums, column, [g, h]) {
    const cuts = binned[column]?.cuts.length ?? 0;
    const whole = (g * g) / (h + limits.l2);
    let [left, leftHessian, gain, bin] = [0, 0, 0, -1];
    for (let at = 0; at < cuts; at += 1) {
        left += sums[at * 2] ?? 0;
        leftHessian += sums[at * 2 + 1] ?? 0;
        const rightHessian = h - leftHessian;
        if (leftHessian < limits.minHessian || rightHessian < limits.minHessian)
            continue;
        const right = g - left;
        const found = (left * left) / (leftHessian + limits.l2) + (right * right) / (rightHessian + limits.l2) - whole;
        if (found > gain)
            [gain, bin] = [found, at];
    }
    return bin === -1 ? undefined : { column, bin, gain };
}
/** In place: the rows that go left stand first. */
function partition({ binned }, rows, { column, bin }) {
    const bins = binned[column]?.bins ?? new Uint8Array(0);
    let left = 0;
    for (let place = 0; place < rows.length; place += 1) {
        const row = rows[place] ?? 0;
        if ((bins[row] ?? 0) > bin)
            continue;
        rows[place] = rows[left] ?? 0;
        rows[left] = row;
        left += 1;
    }
    return [rows.subarray(0, left), rows.subarray(left)];
}
function leafValue({ gradients, hessians, limits, learningRate }, rows) {
    let [gradient, hessian] = [0, 0];
    for (const row of rows) {
        gradient += gradients[row] ?? 0;
        hessian += hessians[row] ?? 0;
    }
    return (-learningRate * gradient) / (hessian + limits.l2);
}
//# sourceMappingURL=grow-tree.js.map