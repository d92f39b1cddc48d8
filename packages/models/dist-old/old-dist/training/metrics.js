/** Area under the ROC curve by the rank sum (Hanley and McNeil, 1982), ties counted half. NaN when a class is absent. */
export function areaUnderCurve({ scores, labels }) {
    const order = byScore(scores);
    let rankSum = 0;
    let frauds = 0;
    for (const { from, to, frauds: tied } of tieGroups(order, scores, labels)) {
        rankSum += (tied * (from + 1 + to)) / 2;
        frauds += tied;
    }
    const genuine = labels.length - frauds;
    return (rankSum - (frauds * (frauds + 1)) / 2) / (frauds * genuine);
}
/** Σ (recallₙ − recallₙ₋₁) · precisionₙ from the highest score down, equal scores taken together, as scikit-learn's average_precision_score. NaN without frauds. */
export function averagePrecision({ scores, labels }) {
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    let taken = 0;
    let caught = 0;
    let sum = 0;
    for (const group of tieGroups(byScore(scores), scores, labels).toReversed()) {
        taken += group.to - group.from;
        caught += group.frauds;
        sum += (group.frauds * caught) / taken;
    }
    return sum / frauds;
}
/** Expected calibration error: |mean score − fraud share| per equally wide bin, weighted by the bin's rows (Naeini, Cooper and Hauskrecht, 2015). */
export function calibrationError({ scores, labels }, bins = 15) {
    const gaps = new Float64Array(bins);
    for (let row = 0; row < labels.length; row += 1) {
        const score = scores[row] ?? 0;
        const bin = Math.min(bins - 1, Math.floor(score * bins));
        gaps[bin] = (gaps[bin] ?? 0) + score - (labels[row] ?? 0);
    }
    return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / labels.length;
}
/** Mean −ln p(label), scores held 1e-7 away from 0 and 1. */
export function logLoss({ scores, labels }) {
    let sum = 0;
    for (let row = 0; row < labels.length; row += 1) {
        const score = scores[row] ?? 0;
        sum -= Math.log(Math.max(1e-7, labels[row] === 1 ? score : 1 - score));
    }
    return sum / labels.length;
}
/** Precision and recall at each threshold. */
export function operatingPoints({ scores, labels }, thresholds) {
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    return thresholds.map((from) => {
        let alerts = 0;
        let caught = 0;
        for (let row = 0; row < labels.length; row += 1) {
            if ((scores[row] ?? 0) < from)
                continue;
            alerts += 1;
            caught += labels[row] ?? 0;
        }
        return { from, alerts, precision: caught / alerts, recall: caught / frauds };
    });
}
/** Mean squared distance of score and label (Brier, 1950). */
export function brierScore({ scores, labels }) {
    let sum = 0;
    for (let row = 0; row < labels.length; row += 1)
        sum += ((scores[row] ?? 0) - (labels[row] ?? 0)) ** 2;
    return sum / labels.length;
}
function byScore(scores) {
    return Uint32Array.from({ length: scores.length }, (_, row) => row).toSorted((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
}
/** Runs of equal scores in ascending order, as positions in `order`. */
function tieGroups(order, scores, labels) {
    const groups = [];
    let from = 0;
    let frauds = 0;
    for (let place = 0; place < order.length; place += 1) {
        frauds += labels[order[place] ?? 0] ?? 0;
        const isLast = place + 1 === order.length || scores[order[place + 1] ?? 0] !== scores[order[place] ?? 0];
        if (!isLast)
            continue;
        groups.push({ from, to: place + 1, frauds });
        from = place + 1;
        frauds = 0;
    }
    return groups;
}
//# sourceMappingURL=metrics.js.map