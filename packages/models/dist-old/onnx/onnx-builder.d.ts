import { type ElementType } from './onnx-types.js';
/** Numbers with their shape; a text is no number. */
export interface OnnxNumbers {
    readonly type: Exclude<ElementType, 'string' | 'bool' | 'int8' | 'uint8' | 'int32'>;
    readonly shape: readonly number[];
    readonly values: ArrayLike<number>;
}
/** What an attribute of a node holds. */
export type OnnxAttribute = {
    readonly int: number;
} | {
    readonly ints: Iterable<number>;
} | {
    readonly texts: readonly string[];
} | {
    readonly tensor: OnnxNumbers;
};
/** Puts an ONNX graph together, node by node, and writes it in the wire format of `onnx.proto`. Names of values are made here. */
export declare class OnnxBuilder {
    #private;
    /** An input [rows, columns]. */
    input(name: string, type: ElementType, columns: number): string;
    constant(numbers: OnnxNumbers): string;
    /** A double, for all rows alike. */
    number(value: number): string;
    /** Adds a node; answers the name of what it gives. */
    node(operator: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string;
    /** The same, of the operators for classical models. */
    mlNode(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>>): string;
    cast(input: string, type: ElementType): string;
    /** The whole file; `output` becomes [rows, 1] of float32 under the name `score`. */
    finish(output: string, { name, about }: {
        readonly name: string;
        readonly about: string;
    }): Uint8Array;
}
