/**
 * From facts to scaled columns as `encodeRow` and `scaleRow` have them, in doubles that are rounded to float32 where those round. Every fact is
 * an input of its own name, [rows, 1]: a number or a boolean (0 or 1) as a double with NaN for missing, a category as a text with '' for missing.
 */
export function addEncoding(graph, { inputs, scaler }) {
    const blocks = [];
    let column = 0;
    const numeric = [];
    for (const input of inputs) {
        if (input.kind === 'category') {
            const block = addCategory(graph, input, column);
            blocks.push(block);
            column += block.columns.length;
        }
        else {
            numeric.push({ input, column });
            column += input.whenMissing.indicator ? 2 : 1;
        }
    }
    if (numeric.length > 0)
        blocks.push(...addNumbers(graph, numeric));
    return addScaler(graph, inOrder(graph, blocks), scaler);
}
/** A column for each name, one for any other, and one for missing where there is one. */
function addCategory(graph, { fact, categories, whenMissing }, from) {
    const texts = graph.input(fact, 'string', 1);
    const places = graph.mlNode('LabelEncoder', [texts], {
        // The first of two equal keys counts: a category that is named '' stays one.
        keys_strings: { texts: categories.includes('') ? categories : [...categories, ''] },
        values_int64s: { ints: [...categories.keys(), ...(categories.includes('') ? [] : [-1])] },
        default_int64: { int: categories.length },
    });
    const wanted = [...categories.keys(), categories.length, ...(whenMissing.indicator ? [-1] : [])];
    const isThere = graph.node('Equal', [places, graph.constant({ type: 'int64', shape: [1, wanted.length], values: wanted })]);
    return { name: graph.cast(isThere, 'float64'), columns: wanted.map((_, place) => from + place) };
}
/** All numbers and booleans side by side, and what of them is missing. */
function addNumbers(graph, numeric) {
    const each = (of) => graph.constant({ type: 'float64', shape: [1, numeric.length], values: numeric.map(({ input }) => of(input)) });
    const isLog = (input) => input.kind === 'number' && input.transform === 'log1p';
    const given = graph.node('Concat', numeric.map(({ input }) => graph.input(input.fact, 'float64', 1)), { axis: { int: 1 } });
    // NaN and infinities are outside of every range; so is, where the logarithm is taken, a negative number.
    const isThere = graph.node('And', [
        graph.node('GreaterOrEqual', [given, each((input) => (isLog(input) ? 0 : -Number.MAX_VALUE))]),
        graph.node('LessOrEqual', [given, graph.number(Number.MAX_VALUE)]),
    ]);
    const known = graph.node('Where', [isThere, given, graph.number(0)]);
    const taken = numeric.some(({ input }) => isLog(input))
        ? graph.node('Where', [
            graph.node('Greater', [each((input) => (isLog(input) ? 1 : 0)), graph.number(0)]),
            addLog1p(graph, known),
            known,
        ])
        : known;
    const filled = graph.node('Where', [isThere, taken, each(({ whenMissing: { value } }) => (value === 'nan' ? Number.NaN : value))]);
    const rounded = graph.cast(graph.cast(filled, 'float32'), 'float64');
    const missing = graph.cast(graph.node('Not', [isThere]), 'float64');
    return [
        { name: rounded, columns: numeric.map(({ column }) => column) },
        { name: missing, columns: numeric.map(({ input, column }) => (input.whenMissing.indicator ? column + 1 : -1)) },
    ];
}
/** ln(1 + x), exact for small x too: ln(u) · x / (u − 1) with u = 1 + x (Kahan; Goldberg, 1991, theorem 4). */
function addLog1p(graph, x) {
    const one = graph.number(1);
    // A negative number, of a column whose logarithm is not taken, would be NaN: its size is looked at instead.
    const size = graph.node('Abs', [x]);
    const sum = graph.node('Add', [size, one]);
    const exact = graph.node('Div', [graph.node('Mul', [graph.node('Log', [sum]), size]), graph.node('Sub', [sum, one])]);
    return graph.node('Where', [graph.node('Equal', [sum, one]), size, exact]);
}
/** The blocks' columns in the artifact's order; −1 goes nowhere. */
function inOrder(graph, blocks) {
    const places = blocks.flatMap(({ columns }) => columns);
    const order = [...places.keys()].filter((place) => places[place] !== -1).toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
    const all = graph.node('Concat', blocks.map(({ name }) => name), { axis: { int: 1 } });
    return graph.node('Gather', [all, graph.constant({ type: 'int64', shape: [order.length], values: order })], { axis: { int: 1 } });
}
function addScaler(graph, columns, { mean, sd, clip }) {
    const vector = (values) => graph.constant({ type: 'float64', shape: [1, values.length], values });
    const scaled = graph.node('Div', [graph.node('Sub', [columns, vector(mean)]), vector(sd)]);
    return graph.cast(graph.node('Clip', [scaled, graph.number(-clip), graph.number(clip)]), 'float32');
}
//# sourceMappingURL=encoding-nodes.js.map