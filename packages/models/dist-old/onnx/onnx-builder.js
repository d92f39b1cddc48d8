import { ELEMENT_TYPES } from './onnx-types.js';
import { bytesField, intField, intsField, joined } from './write-protobuf.js';
/** Versions of the format and of its two sets of operators: of 2022, so that any runtime of today reads them. */
const IR_VERSION = 8;
const OPSETS = { '': 17, 'ai.onnx.ml': 3 };
/** AttributeProto.AttributeType. */
const ATTRIBUTE = { int: 2, tensor: 4, ints: 7, texts: 8 };
/** Puts an ONNX graph together, node by node, and writes it in the wire format of `onnx.proto`. Names of values are made here. */
export class OnnxBuilder {
    #nodes = [];
    #constants = [];
    #inputs = [];
    #last = 0;
    /** An input [rows, columns]. */
    input(name, type, columns) {
        this.#inputs.push(valueInfo(name, type, columns));
        return name;
    }
    constant(numbers) {
        const name = this.#name('c');
        this.#constants.push(tensor(numbers, name));
        return name;
    }
    /** A double, for all rows alike. */
    number(value) {
        return this.constant({ type: 'float64', shape: [], values: [value] });
    }
    /** Adds a node; answers the name of what it gives. */
    node(operator, inputs, attributes = {}) {
        return this.#add(operator, inputs, attributes, '');
    }
    /** The same, of the operators for classical models. */
    mlNode(operator, inputs, attributes) {
        return this.#add(operator, inputs, attributes, 'ai.onnx.ml');
    }
    cast(input, type) {
        return this.node('Cast', [input], { to: { int: ELEMENT_TYPES[type] } });
    }
    /** The whole file; `output` becomes [rows, 1] of float32 under the name `score`. */
    finish(output, { name, about }) {
        this.#nodes.push(node('Identity', [output], 'score', []));
        const graph = [
            ...this.#nodes.map((part) => bytesField(1, part)),
            bytesField(2, name),
            ...this.#constants.map((part) => bytesField(5, part)),
            ...this.#inputs.map((part) => bytesField(11, part)),
            bytesField(12, valueInfo('score', 'float32', 1)),
        ];
        const opsets = Object.entries(OPSETS).map(([domain, version]) => bytesField(8, joined([bytesField(1, domain), intField(2, version)])));
        return joined([intField(1, IR_VERSION), bytesField(2, 'gavel'), bytesField(6, about), bytesField(7, joined(graph)), ...opsets]);
    }
    #add(operator, inputs, attributes, domain) {
        const output = this.#name('v');
        const parts = Object.entries(attributes).map(([key, value]) => bytesField(5, attribute(key, value)));
        this.#nodes.push(node(operator, inputs, output, domain === '' ? parts : [...parts, bytesField(7, domain)]));
        return output;
    }
    #name(kind) {
        this.#last += 1;
        return `gavel_${kind}${this.#last}`;
    }
}
function node(operator, inputs, output, rest) {
    return joined([...inputs.map((name) => bytesField(1, name)), bytesField(2, output), bytesField(4, operator), ...rest]);
}
function attribute(name, value) {
    if ('int' in value)
        return joined([bytesField(1, name), intField(3, value.int), intField(20, ATTRIBUTE.int)]);
    if ('ints' in value)
        return joined([bytesField(1, name), intsField(8, value.ints), intField(20, ATTRIBUTE.ints)]);
    if ('tensor' in value)
        return joined([bytesField(1, name), bytesField(5, tensor(value.tensor, name)), intField(20, ATTRIBUTE.tensor)]);
    return joined([bytesField(1, name), ...value.texts.map((text) => bytesField(9, text)), intField(20, ATTRIBUTE.texts)]);
}
function tensor({ type, shape, values }, name) {
    return joined([
        ...shape.map((size) => intField(1, size)),
        intField(2, ELEMENT_TYPES[type]),
        bytesField(8, name),
        bytesField(9, raw(type, values)),
    ]);
}
function raw(type, values) {
    const size = type === 'float32' ? 4 : 8;
    const view = new DataView(new ArrayBuffer(values.length * size));
    for (let place = 0; place < values.length; place += 1) {
        const value = values[place] ?? 0;
        if (type === 'float32')
            view.setFloat32(place * size, value, true);
        else if (type === 'float64')
            view.setFloat64(place * size, value, true);
        else
            view.setBigInt64(place * size, BigInt(value), true);
    }
    return new Uint8Array(view.buffer);
}
function valueInfo(name, type, columns) {
    const dimensions = [bytesField(2, 'rows'), intField(1, columns)].map((dimension) => bytesField(1, dimension));
    const tensorType = joined([intField(1, ELEMENT_TYPES[type]), bytesField(2, joined(dimensions))]);
    return joined([bytesField(1, name), bytesField(2, bytesField(1, tensorType))]);
}
//# sourceMappingURL=onnx-builder.js.map