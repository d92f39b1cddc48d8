/** Far apart, so that no two columns of a row come from the same one unless there are very few. */
const STEP = 7919;
/** A table of as many rows, each feature of which comes from another of `rows`: what is published as an example is then nobody's data. */
export function mixRows(table, rows) {
    const from = (place, shift) => rows[(place + shift) % rows.length] ?? 0;
    const mixed = (column, shift) => ({
        ...column,
        values: Float64Array.from(rows, (_, place) => column.values[from(place, shift)] ?? Number.NaN),
    });
    return {
        rows: rows.length,
        columns: new Map([...table.columns].map(([name, column], at) => [name, mixed(column, (at + 1) * STEP)])),
        labels: Uint8Array.from(rows, (row) => table.labels[row] ?? 0),
        timesMs: Float64Array.from(rows, (row) => table.timesMs[row] ?? 0),
        groups: Float64Array.from(rows, (row) => table.groups[row] ?? 0),
    };
}
//# sourceMappingURL=mix-rows.js.map