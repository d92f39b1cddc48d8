const STEPS = 20;
/** The values at the 0, 5, … 100 % quantiles: each the nearest that occurs. */
export function quantilesOf(values) {
    const sorted = Float64Array.from(values).toSorted();
    return Array.from({ length: STEPS + 1 }, (_, step) => sorted[Math.round((step / STEPS) * (sorted.length - 1))] ?? 0);
}
/** How each input is distributed over the rows: what later traffic is compared with. */
export function featureProfile(table, rows, inputs) {
    return inputs.map(({ fact }) => {
        const column = table.columns.get(fact);
        const all = Float64Array.from(rows, (row) => column?.values[row] ?? Number.NaN);
        const there = all.filter((value) => !Number.isNaN(value));
        const missingShare = rows.length === 0 ? 1 : 1 - there.length / rows.length;
        if (there.length === 0)
            return { fact, missingShare };
        return column?.kind === 'category'
            ? { fact, missingShare, shares: sharesOf(there, column.names ?? []) }
            : { fact, missingShare, quantiles: quantilesOf(there) };
    });
}
function sharesOf(values, names) {
    const counts = new Map();
    for (const value of values)
        counts.set(names[value] ?? '', (counts.get(names[value] ?? '') ?? 0) + 1);
    const most = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 200);
    return Object.fromEntries(most.map(([name, count]) => [name, count / values.length]));
}
//# sourceMappingURL=profile.js.map