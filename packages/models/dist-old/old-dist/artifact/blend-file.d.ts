/** One model of a blend, as its own two files. */
export interface BlendMember {
    readonly format: 'tfjs-layers' | 'trees';
    readonly share: number;
    readonly modelJson: Uint8Array;
    readonly weights: Uint8Array;
}
/** The two files of a blend. */
export declare function encodeBlend(members: readonly BlendMember[]): {
    readonly modelJson: Uint8Array;
    readonly weights: Uint8Array;
};
/** Reads the members back; throws with the reason when the files are not a blend. */
export declare function decodeBlend(modelJson: Uint8Array, weights: Uint8Array): readonly BlendMember[];
