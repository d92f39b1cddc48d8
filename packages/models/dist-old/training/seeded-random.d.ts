/** Uniform numbers in [0, 1) from a seed: mulberry32 (Tommy Ettinger, public domain), so that a training run can be repeated to the bit. */
export declare class SeededRandom {
    #private;
    constructor(seed: number);
    next(): number;
    /** Fisher–Yates, in place. */
    shuffle(order: Uint32Array): void;
}
