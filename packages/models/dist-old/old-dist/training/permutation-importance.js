import { averagePrecision } from './metrics.js';
import { pickLabels } from './encode-table.js';
import { SeededRandom } from './seeded-random.js';
/**
 * Permutation importance (Breiman, 2001, section 10): the fall of average precision when one feature's values are dealt out anew among the rows.
 * Most important first.
 */
export function permutationImportance(table, rows, facts, score) {
    const labels = pickLabels(table, rows);
    const whole = averagePrecision({ scores: score(table, rows), labels });
    return facts
        .map((fact) => ({ fact, loss: whole - averagePrecision({ scores: score(dealtAnew(table, rows, fact), rows), labels }) }))
        .toSorted((a, b) => b.loss - a.loss);
}
function dealtAnew(table, rows, fact) {
    const column = table.columns.get(fact);
    if (column === undefined)
        return table;
    const order = rows.slice();
    new SeededRandom(1).shuffle(order);
    const values = column.values.slice();
    rows.forEach((row, place) => (values[row] = column.values[order[place] ?? 0] ?? Number.NaN));
    return { ...table, columns: new Map([...table.columns, [fact, { ...column, values }]]) };
}
//# sourceMappingURL=permutation-importance.js.map