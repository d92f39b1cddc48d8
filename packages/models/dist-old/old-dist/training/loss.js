import { sigmoid } from '../artifact/logit.js';
const EDGE = 1e-12;
/** First derivative of the loss of one row with respect to its logit. */
export function lossGradient(logit, label, { classWeight, focalGamma }) {
    const p = sigmoid(logit);
    if (focalGamma === 0)
        return label === 1 ? classWeight * (p - 1) : p;
    // By the row's own side: q is the probability of the true class, and the loss is −(1 − q)^γ ln q.
    const q = Math.max(EDGE, label === 1 ? p : 1 - p);
    const slope = (1 - q) ** focalGamma * (focalGamma * q * Math.log(q) + q - 1);
    return label === 1 ? classWeight * slope : -slope;
}
/** Second derivative of the weighted cross-entropy of one row, kept off zero. */
export function lossCurvature(logit, label, { classWeight }) {
    const p = sigmoid(logit);
    return (label === 1 ? classWeight : 1) * Math.max(1e-6, p * (1 - p));
}
//# sourceMappingURL=loss.js.map