/** A category met in fewer training rows than this is an "any other". */
const LEAST_CATEGORY_ROWS = 10;
const MAX_CATEGORIES = 200;
/**
 * An input for every feature of the table. What stands for a missing number is the median of the rows learnt from, and where any is missing
 * there an own column says so; categories are those met often enough. Only `rows` are looked at.
 */
export function fitInputs(table, rows) {
    return [...table.columns].map(([fact, column]) => inputOf(fact, column, rows));
}
function inputOf(fact, column, rows) {
    const values = Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    const indicator = values.length < rows.length;
    if (column.kind === 'category')
        return { fact, kind: 'category', categories: categoriesOf(column, values), whenMissing: { indicator } };
    return { fact, kind: column.kind, whenMissing: { value: medianOf(values), indicator } };
}
function medianOf(values) {
    return values.toSorted()[Math.floor((values.length - 1) / 2)] ?? 0;
}
function categoriesOf({ names = [] }, values) {
    const counts = new Map();
    for (const value of values)
        counts.set(value, (counts.get(value) ?? 0) + 1);
    const often = [...counts].filter(([, count]) => count >= LEAST_CATEGORY_ROWS).toSorted(([, a], [, b]) => b - a);
    const kept = often.slice(0, MAX_CATEGORIES).flatMap(([value]) => names[value] ?? []);
    return (kept.length === 0 ? names.slice(0, 1) : kept).toSorted();
}
//# sourceMappingURL=fit-inputs.js.map