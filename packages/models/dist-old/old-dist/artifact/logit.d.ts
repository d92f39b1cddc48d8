/** A float32 sigmoid cannot tell probabilities closer to 0 or 1 than this apart. */
export declare const EDGE = 1e-7;
/** ln(p / (1 − p)), with p held 1e-7 away from 0 and 1. */
export declare function logit(probability: number): number;
/** 1 / (1 + e^−x). */
export declare function sigmoid(x: number): number;
