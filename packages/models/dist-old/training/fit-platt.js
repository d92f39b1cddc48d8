import { sigmoid } from '../artifact/logit.js';
const MAX_STEPS = 50;
/**
 * Platt scaling: the slope and intercept that make sigmoid(slope · logit + intercept) likeliest, by Newton's method with
 * Platt's smoothed targets (J. Platt, 1999). Falls back to no calibrator when a class is absent or the slope is not positive.
 */
export function fitPlatt(logits, labels) {
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    const genuine = labels.length - frauds;
    if (frauds === 0 || genuine === 0)
        return { kind: 'none' };
    const targets = { fraud: (frauds + 1) / (frauds + 2), genuine: 1 / (genuine + 2) };
    let slope = 1;
    let intercept = 0;
    for (let step = 0; step < MAX_STEPS; step += 1) {
        const change = newtonStep(logits, labels, { slope, intercept, targets });
        slope -= change.slope;
        intercept -= change.intercept;
        if (Math.abs(change.slope) + Math.abs(change.intercept) < 1e-10)
            break;
    }
    return slope > 0 && Number.isFinite(slope) && Number.isFinite(intercept) ? { kind: 'platt', slope, intercept } : { kind: 'none' };
}
/** Gradient and 2 × 2 Hessian of the log loss, solved; a small ridge keeps the Hessian invertible. */
function newtonStep(logits, labels, line) {
    let [gradSlope, gradIntercept, hessSlope, hessCross, hessIntercept] = [0, 0, 1e-9, 0, 1e-9];
    for (let row = 0; row < labels.length; row += 1) {
        const x = logits[row] ?? 0;
        const p = sigmoid(line.slope * x + line.intercept);
        const gap = p - (labels[row] === 1 ? line.targets.fraud : line.targets.genuine);
        const weight = p * (1 - p);
        gradSlope += gap * x;
        gradIntercept += gap;
        hessSlope += weight * x * x;
        hessCross += weight * x;
        hessIntercept += weight;
    }
    const determinant = hessSlope * hessIntercept - hessCross * hessCross;
    return {
        slope: (hessIntercept * gradSlope - hessCross * gradIntercept) / determinant,
        intercept: (hessSlope * gradIntercept - hessCross * gradSlope) / determinant,
    };
}
//# sourceMappingURL=fit-platt.js.map