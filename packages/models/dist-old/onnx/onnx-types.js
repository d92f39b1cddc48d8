/** Element types of tensors by their numbers in `onnx.proto` (TensorProto.DataType). */
export const ELEMENT_TYPES = {
    float32: 1,
    uint8: 2,
    int8: 3,
    int32: 6,
    int64: 7,
    string: 8,
    bool: 9,
    float64: 11,
};
/** Bytes that an element takes in `raw_data`; a string has none of its own. */
export const ELEMENT_BYTES = {
    float32: 4,
    uint8: 1,
    int8: 1,
    int32: 4,
    int64: 8,
    string: 0,
    bool: 1,
    float64: 8,
};
/** The name of an element type; undefined: none that is known here. */
export function elementTypeOf(number) {
    return Object.entries(ELEMENT_TYPES).flatMap(([name, own]) => (own === number && isElementType(name) ? [name] : []))[0];
}
function isElementType(name) {
    return Object.hasOwn(ELEMENT_TYPES, name);
}
//# sourceMappingURL=onnx-types.js.map