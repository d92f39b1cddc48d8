/** The ROC and the precision–recall curve at once, from the highest score down, thinned to about `most` points. */
export function rankingCurve({ scores, labels }, most = 400) {
    const order = Uint32Array.from(labels, (_, row) => row).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    const genuine = labels.length - frauds;
    const points = [];
    let [caught, next] = [0, 0];
    for (let place = 0; place < order.length; place += 1) {
        caught += labels[order[place] ?? 0] ?? 0;
        const from = scores[order[place] ?? 0] ?? 0;
        const isTied = place + 1 < order.length && scores[order[place + 1] ?? 0] === from;
        const falseAlerts = place + 1 - caught;
        // Even steps along both axes, so that neither end of either curve is coarse.
        const progress = Math.max(caught / Math.max(1, frauds), falseAlerts / Math.max(1, genuine));
        if (isTied || (progress < next && place + 1 < order.length))
            continue;
        next = progress + 1 / most;
        points.push({
            from,
            recall: caught / frauds,
            precision: caught / (place + 1),
            falseShare: falseAlerts / genuine,
            alertShare: (place + 1) / order.length,
        });
    }
    return points;
}
/** Bins that hold equally many frauds, so that each says something: equally wide ones would leave most of the scale to a handful of rows. */
export function calibrationBins({ scores, labels }, bins = 10) {
    const order = Uint32Array.from(labels, (_, row) => row).toSorted((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    const found = [];
    let [rows, caught, sum, before] = [0, 0, 0, 0];
    order.forEach((row, place) => {
        rows += 1;
        caught += labels[row] ?? 0;
        sum += scores[row] ?? 0;
        const isFull = before + caught >= (frauds * (found.length + 1)) / bins && caught > 0 && found.length < bins - 1;
        if (!isFull && place + 1 < order.length)
            return;
        found.push({ rows, meanScore: sum / rows, fraudShare: caught / rows });
        before += caught;
        [rows, caught, sum] = [0, 0, 0];
    });
    return found;
}
/** The cost of alerting every score of at least `from`: frauds missed and alerts looked at, as expected-cost thresholding has it (Elkan, 2001). */
export function costAt({ scores, labels }, from, { missedFraud, alert }) {
    let cost = 0;
    for (let row = 0; row < labels.length; row += 1) {
        if ((scores[row] ?? 0) >= from)
            cost += alert;
        else if (labels[row] === 1)
            cost += missedFraud;
    }
    return cost;
}
//# sourceMappingURL=curves.js.map