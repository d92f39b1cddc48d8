/** The facts of one row; what is missing is absent. */
export function factsAt({ columns }, row, names) {
    const facts = {};
    for (const name of names) {
        const column = columns.get(name);
        const value = column?.values[row] ?? Number.NaN;
        if (column === undefined || Number.isNaN(value))
            continue;
        const fact = column.kind === 'number' ? value : column.kind === 'boolean' ? value !== 0 : column.names?.[value];
        if (fact !== undefined)
            facts[name] = fact;
    }
    return facts;
}
//# sourceMappingURL=feature-table.js.map