const WITHOUT_ZIPMAP = 'export it without ZipMap: convert_lightgbm(model, zipmap=False, …) of onnxmltools, or convert_sklearn(model, options={"zipmap": False}, …) of skl2onnx';
/**
 * Where rows of `columns` columns go into the graph and the score comes out: the one input, and of the float outputs column 1 of [rows, 2] or
 * the only one of [rows, 1] or [rows]. Throws, with what to declare, where that is not plain, and where a declared place does not fit.
 */
export function findScore(graph, columns, declared = {}) {
    const input = named(graph.inputs, declared.input, 'input');
    checkInput(input, columns);
    if (graph.inputs.length > 1)
        throw new Error(`the graph takes ${graph.inputs.map(({ name }) => name).join(', ')}; here all features go into one tensor [rows, ${columns}]: export it with one input`);
    const output = declared.output === undefined ? onlyScore(graph.outputs) : named(graph.outputs, declared.output, 'output');
    const width = scoreWidth(output);
    const column = declared.column ?? (width === 2 ? 1 : width === 1 ? 0 : undefined);
    if (column === undefined)
        throw new Error(`the output ${shown(output)} does not tell which column is the score: declare score.column`);
    if (width !== undefined && column >= width)
        throw new Error(`the output ${shown(output)} has no column ${column}; the first is column 0`);
    return { input: input.name, output: output.name, column, gives: declared.gives ?? 'probability' };
}
function named(values, name, kind) {
    const found = name === undefined ? values[0] : values.find((value) => value.name === name);
    if (found !== undefined)
        return found;
    throw new Error(`the graph has no ${kind} ${name ?? ''}; it has ${values.map(shown).join(', ') || 'none'}`);
}
function checkInput(input, columns) {
    const { shape, element } = input;
    const fits = input.kind === 'tensor' && element === 'float32' && (shape === undefined || (shape.length === 2 && (shape[1] ?? columns) === columns));
    if (!fits)
        throw new Error(`the graph takes ${shown(input)}; the artifact's inputs make float32 [rows, ${columns}]`);
    if (shape?.[0] !== undefined)
        throw new Error(`the graph takes ${shown(input)}: always ${shape[0]} rows; export it with a number of rows that is free (dynamic axis 0)`);
}
function onlyScore(outputs) {
    const floats = outputs.filter(({ kind, element }) => kind === 'tensor' && element === 'float32');
    const [first] = floats;
    if (first !== undefined && floats.length === 1)
        return first;
    const map = outputs.find(({ kind }) => kind === 'other');
    if (first === undefined && map !== undefined)
        throw new Error(`the output ${map.name} is no tensor but a list of maps: ${WITHOUT_ZIPMAP}`);
    throw new Error(`${floats.length === 0 ? 'no output can be' : 'several outputs could be'} the score: ${outputs.map(shown).join(', ')}; declare score.output`);
}
/** Columns of an output that can hold a score; undefined: the graph does not say. */
function scoreWidth(output) {
    if (output.kind === 'other')
        throw new Error(`the output ${output.name} is no tensor but a list of maps: ${WITHOUT_ZIPMAP}`);
    const { shape, element } = output;
    if (element !== 'float32' || (shape !== undefined && (shape.length === 0 || shape.length > 2)))
        throw new Error(`the output ${shown(output)} is no score: that is float32 [rows], [rows, 1] or [rows, k]`);
    return shape?.length === 1 ? 1 : shape?.[1];
}
function shown({ name, kind, element, shape }) {
    if (kind === 'other')
        return `${name} (a sequence or map)`;
    return `${name} (${element ?? 'of another type'}${shape === undefined ? '' : ` [${shape.map((size) => size ?? 'free').join(', ')}]`})`;
}
//# sourceMappingURL=find-score.js.map