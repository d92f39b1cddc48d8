import { columnCount, encodeRow } from '../artifact/encode-row.js';
import { factsAt } from './feature-table.js';
/** The named rows as unscaled columns, by the same way that serving takes. */
export function encodeTable(table, rows, inputs) {
    const columns = columnCount(inputs);
    const names = inputs.map(({ fact }) => fact);
    const encoded = { columns, rows: new Float32Array(rows.length * columns), labels: pickLabels(table, rows) };
    rows.forEach((row, place) => encodeRow(inputs, factsAt(table, row, names), encoded.rows, place * columns));
    return encoded;
}
/** The labels of the named rows. */
export function pickLabels({ labels }, rows) {
    return Uint8Array.from(rows, (row) => labels[row] ?? 0);
}
//# sourceMappingURL=encode-table.js.map