/** One field of a message: a varint in `value`; all else in `bytes`. */
interface ProtoField {
    readonly number: number;
    readonly value: number;
    readonly bytes: Uint8Array;
}
/** The fields of a protobuf message, in order (protobuf.dev, Encoding). Throws where the bytes are not one. */
export declare function protoFields(bytes: Uint8Array): Generator<ProtoField, undefined>;
/** Numbers of a repeated field, one by one or packed. */
export declare function protoInts(bytes: Uint8Array): readonly number[];
export {};
