/** A float32 sigmoid cannot tell probabilities closer to 0 or 1 than this apart. */
export const EDGE = 1e-7;
/** ln(p / (1 − p)), with p held 1e-7 away from 0 and 1. */
export function logit(probability) {
    const held = Math.min(1 - EDGE, Math.max(EDGE, probability));
    return Math.log(held / (1 - held));
}
/** 1 / (1 + e^−x). */
export function sigmoid(x) {
    return 1 / (1 + Math.exp(-x));
}
//# sourceMappingURL=logit.js.map