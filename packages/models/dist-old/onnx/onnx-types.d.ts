/** Element types of tensors by their numbers in `onnx.proto` (TensorProto.DataType). */
export declare const ELEMENT_TYPES: {
    readonly float32: 1;
    readonly uint8: 2;
    readonly int8: 3;
    readonly int32: 6;
    readonly int64: 7;
    readonly string: 8;
    readonly bool: 9;
    readonly float64: 11;
};
export type ElementType = keyof typeof ELEMENT_TYPES;
/** Bytes that an element takes in `raw_data`; a string has none of its own. */
export declare const ELEMENT_BYTES: Readonly<Record<ElementType, number>>;
/** The name of an element type; undefined: none that is known here. */
export declare function elementTypeOf(number: number): ElementType | undefined;
