import type { TreeEnsemble } from './tree-ensemble.js';
/** The two files of an ensemble. */
export declare function encodeTrees({ columns, base, trees }: TreeEnsemble): {
    readonly modelJson: Uint8Array;
    readonly weights: Uint8Array;
};
/** Reads an ensemble back; throws with the reason unless every walk through every tree ends in a leaf with a finite value. */
export declare function decodeTrees(modelJson: Uint8Array, weights: Uint8Array): TreeEnsemble;
