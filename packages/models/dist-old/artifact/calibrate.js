import { correctPrior } from './correct-prior.js';
import { logit, sigmoid } from './logit.js';
/** The model's own probability → a calibrated one: the prior correction, then the calibrator. NaN and values outside [0, 1] stay as they are. */
export function calibrate(probability, { priorCorrection, calibrator }) {
    if (!(probability >= 0 && probability <= 1))
        return probability;
    return applyCalibrator(calibrator, correctPrior(logit(probability), priorCorrection));
}
/** The calibrated probability of a prior-corrected logit. */
function applyCalibrator(calibrator, x) {
    if (calibrator.kind === 'isotonic')
        return interpolate(calibrator.logits, calibrator.scores, x);
    return sigmoid(calibrator.kind === 'none' ? x : calibrator.slope * x + calibrator.intercept);
}
/** Straight between the knots; beyond the outer two the logit goes on with slope 1, so that no two scores become one. */
function interpolate(xs, ys, x) {
    let [low, high] = [0, xs.length - 1];
    const outer = x <= (xs[low] ?? 0) ? low : x >= (xs[high] ?? 0) ? high : undefined;
    if (outer !== undefined)
        return sigmoid(logit(ys[outer] ?? 0) + x - (xs[outer] ?? 0));
    while (high - low > 1) {
        const middle = (low + high) >>> 1;
        if ((xs[middle] ?? 0) <= x)
            low = middle;
        else
            high = middle;
    }
    const [x0, x1, y0, y1] = [xs[low] ?? 0, xs[high] ?? 0, ys[low] ?? 0, ys[high] ?? 0];
    return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}
//# sourceMappingURL=calibrate.js.map