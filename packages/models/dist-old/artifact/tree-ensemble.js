/** The logit of the row of `columns` values at `offset`. */
export function treesLogit({ base, trees }, rows, offset) {
    let sum = base;
    for (const { feature, value, right } of trees) {
        let node = 0;
        let column = feature[0] ?? -1;
        while (column >= 0) {
            // The comparison is turned around so that NaN goes right, as a value above every threshold does.
            node = (rows[offset + column] ?? 0) <= (value[node] ?? 0) ? node + 1 : (right[node] ?? 0);
            column = feature[node] ?? -1;
        }
        sum += value[node] ?? 0;
    }
    return sum;
}
//# sourceMappingURL=tree-ensemble.js.map