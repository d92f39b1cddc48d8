/** Makes sure that a tensor in the file holds as many numbers as its shape says, none of them NaN; answers name and shape. Throws with the reason. */
export declare function checkOnnxTensor(bytes: Uint8Array): {
    readonly name: string;
    readonly shape: readonly number[];
};
