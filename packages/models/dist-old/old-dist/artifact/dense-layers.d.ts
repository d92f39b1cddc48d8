/** A dense layer as its file has it. */
export interface ActiveLayer {
    readonly inputs: number;
    readonly units: number;
    /** Row-major, `inputs` × `units`. */
    readonly kernel: Float32Array;
    readonly bias: Float32Array;
    readonly activation: string;
}
/** The dense layers of a sequential network, as every network that is trained here is one. Throws where it has others. */
export declare function readDenseLayers(modelJson: Uint8Array, weights: Uint8Array, columns: number): readonly ActiveLayer[];
