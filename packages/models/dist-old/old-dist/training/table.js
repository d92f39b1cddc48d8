/** The rows from `from` up to, not including, `to`: a view, not a copy. */
export function sliceTable(table, from, to) {
    const { columns } = table;
    return { columns, rows: table.rows.subarray(from * columns, to * columns), labels: table.labels.subarray(from, to) };
}
/** Number of rows labelled fraud. */
export function fraudCount(table) {
    return table.labels.reduce((sum, label) => sum + label, 0);
}
//# sourceMappingURL=table.js.map