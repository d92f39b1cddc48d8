import { logit, sigmoid } from './logit.js';
/** The correction that training with these options needs: weights and left-out rows multiply the odds alike (Elkan, 2001, theorem 2). */
export function correctionOf(options) {
    const classWeight = options.classWeight / (options.genuineShare ?? 1);
    return options.focalGamma === undefined ? { classWeight } : { classWeight, focalGamma: options.focalGamma };
}
/** The logit that plain cross-entropy on all rows would have aimed at. Exact: what minimises the weighted loss is taken back to what it is a function of. */
export function correctPrior(trained, { classWeight, focalGamma }) {
    const unfocused = focalGamma === undefined || focalGamma === 0 ? trained : unfocus(sigmoid(trained), focalGamma);
    return unfocused - Math.log(classWeight);
}
/** Charoenphakdee et al., 2021 (On Focal Loss for Class-Posterior Probability Estimation), theorem 11, for two classes, as a logit. */
function unfocus(probability, gamma) {
    const p = sigmoid(logit(probability));
    return Math.log(focused(p, gamma) / focused(1 - p, gamma));
}
function focused(p, gamma) {
    return p / ((1 - p) ** gamma - gamma * (1 - p) ** (gamma - 1) * p * Math.log(p));
}
//# sourceMappingURL=correct-prior.js.map