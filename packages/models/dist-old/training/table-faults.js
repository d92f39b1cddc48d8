/** What a table lacks for a model: a feature that it does not have would be missing in every row, and the figures would be of another model. */
export function tableFaults(table, inputs) {
    return inputs.flatMap(({ fact, kind }) => {
        const column = table.columns.get(fact);
        if (column === undefined)
            return [`there is no column ${fact}, which the model reads`];
        return column.kind === kind ? [] : [`the column ${fact} holds a ${column.kind}; the model reads a ${kind}`];
    });
}
//# sourceMappingURL=table-faults.js.map