/** Adam (Kingma and Ba, 2015, algorithm 1, in the form at the end of its section 2) over flat arrays of weights, which it changes in place. */
export declare class Adam {
    #private;
    readonly learningRate: number;
    constructor(learningRate: number);
    /** One step of all weights together; `decay`: L2 on this array's own values. */
    step(changes: readonly {
        readonly weights: Float32Array;
        readonly gradient: Float32Array;
        readonly l2: number;
    }[]): void;
}
