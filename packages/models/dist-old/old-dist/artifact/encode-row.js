/** Number of columns that the inputs become. */
export function columnCount(inputs) {
    return inputs.reduce((sum, input) => sum + widthOf(input), 0);
}
/** Names of the columns, in order: the fact, `fact=category`, `fact=*` (any other), `fact?` (missing). */
export function columnNames(inputs) {
    return inputs.flatMap((input) => {
        const own = input.kind === 'category' ? [...input.categories, '*'].map((category) => `${input.fact}=${category}`) : [input.fact];
        return input.whenMissing.indicator ? [...own, `${input.fact}?`] : own;
    });
}
/** The columns that each fact becomes. */
export function inputColumns(inputs) {
    let column = 0;
    return new Map(inputs.map((input) => [input.fact, Array.from({ length: widthOf(input) }, () => column++)]));
}
/** Writes one row of unscaled columns into `row` from `offset` on. The one way from facts to columns, in training and serving alike. */
export function encodeRow(inputs, values, row, offset = 0) {
    let column = offset;
    // Whose a fact is, is asked only where an object could inherit one: what all objects inherit is no number, text or truth value.
    const prototype = Object.getPrototypeOf(values);
    const isPlain = prototype === Object.prototype || prototype === null;
    for (const { input, width } of placesOf(inputs)) {
        writeInput(input, isPlain || Object.hasOwn(values, input.fact) ? values[input.fact] : undefined, row, { column, width });
        column += width;
    }
}
/** Worked out once a version: artifacts never change, and a decision should not ask for widths forty times. */
const places = new WeakMap();
function placesOf(inputs) {
    let known = places.get(inputs);
    if (known === undefined)
        places.set(inputs, (known = inputs.map((input) => ({ input, width: widthOf(input) }))));
    return known;
}
const packedScalers = new WeakMap();
function packedOf(scaler) {
    let known = packedScalers.get(scaler);
    if (known === undefined)
        packedScalers.set(scaler, (known = { mean: Float64Array.from(scaler.mean), sd: Float64Array.from(scaler.sd) }));
    return known;
}
/** Scales one row in place. */
export function scaleRow(scaler, row, offset = 0) {
    const { clip } = scaler;
    const { mean, sd } = packedOf(scaler);
    for (let column = 0; column < mean.length; column += 1) {
        const scaled = ((row[offset + column] ?? 0) - (mean[column] ?? 0)) / (sd[column] ?? 1);
        // NaN stays NaN: no comparison holds of it.
        row[offset + column] = scaled > clip ? clip : scaled < -clip ? -clip : scaled;
    }
}
function widthOf(input) {
    const own = input.kind === 'category' ? input.categories.length + 1 : 1;
    return input.whenMissing.indicator ? own + 1 : own;
}
function writeInput(input, value, row, { column, width }) {
    const indicatorColumn = column + width - 1;
    if (input.kind === 'category') {
        const given = typeof value === 'string';
        for (let at = column; at <= indicatorColumn; at += 1)
            row[at] = 0;
        if (given)
            row[column + categoryIndex(input.categories, value)] = 1;
        else if (input.whenMissing.indicator)
            row[indicatorColumn] = 1;
        return;
    }
    const number = input.kind === 'boolean' ? booleanColumn(value) : numberColumn(input, value);
    row[column] = number ?? missingValue(input.whenMissing);
    if (input.whenMissing.indicator)
        row[indicatorColumn] = number === undefined ? 1 : 0;
}
function missingValue({ value }) {
    return value === 'nan' ? Number.NaN : value;
}
function categoryIndex(categories, value) {
    const index = categories.indexOf(value);
    return index === -1 ? categories.length : index;
}
function booleanColumn(value) {
    if (typeof value !== 'boolean')
        return undefined;
    return value ? 1 : 0;
}
function numberColumn(input, value) {
    if (typeof value !== 'number' || !Number.isFinite(value))
        return undefined;
    if (input.transform === undefined)
        return value;
    return value < 0 ? undefined : Math.log1p(value);
}
//# sourceMappingURL=encode-row.js.map