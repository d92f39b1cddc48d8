import { type ElementType } from './onnx-types.js';
/** What goes into a graph or comes out of it. */
export interface OnnxValue {
    readonly name: string;
    /** `other`: a sequence or a map. */
    readonly kind: 'tensor' | 'other';
    /** Undefined: a type that is not known here. */
    readonly element: ElementType | undefined;
    /** A dimension that is not fixed is undefined; all of it is where the graph does not say. */
    readonly shape: readonly (number | undefined)[] | undefined;
}
/** What of an ONNX file decides whether, and how, it can be served. */
export interface OnnxGraph {
    readonly inputs: readonly OnnxValue[];
    readonly outputs: readonly OnnxValue[];
}
/**
 * Reads `model.onnx` (onnx.proto of ONNX 1.x) and makes sure, before a runtime sees it, that it has known operators alone, that its numbers
 * are all in the file, as many as it says, and none of them is NaN. Throws with the reason.
 */
export declare function readOnnxGraph(bytes: Uint8Array): OnnxGraph;
