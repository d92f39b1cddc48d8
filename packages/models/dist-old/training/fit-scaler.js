import { scaleRow } from '../artifact/encode-row.js';
/**
 * How far out a value may stand at least, in standard deviations. Rare signals stand further: a fraud share that is nearly always 0 is 20
 * deviations out when it is 1, and cutting it off cost .03 of average precision. So nothing seen in training is cut.
 */
const LEAST_CLIP = 10;
/** For a column that never varied: what it would say later was never learnt, so whatever it says becomes next to nothing. */
const SILENT_SD = 1e12;
/** Mean and standard deviation of each column of the training slice. */
export function fitScaler(table) {
    const { columns, rows, labels } = table;
    const count = Math.max(1, labels.length);
    const mean = columnSums(table, (value) => value).map((sum) => sum / count);
    const squares = columnSums(table, (value, column) => (value - (mean[column] ?? 0)) ** 2);
    const sd = squares.map((sum) => Math.sqrt(sum / count)).map((deviation) => (deviation > 1e-9 ? deviation : SILENT_SD));
    if (rows.length !== labels.length * columns)
        throw new RangeError(`${rows.length} values are not ${labels.length} rows of ${columns}`);
    return { mean, sd, clip: Math.max(LEAST_CLIP, furthest(table, mean, sd)) };
}
/** The largest distance from the mean, in standard deviations, rounded up. */
function furthest({ columns, rows }, mean, sd) {
    let most = 0;
    for (let index = 0; index < rows.length; index += 1) {
        const column = index % columns;
        most = Math.max(most, Math.abs((rows[index] ?? 0) - (mean[column] ?? 0)) / (sd[column] ?? 1));
    }
    return Math.ceil(most);
}
/** A scaled copy. */
export function scaleTable(scaler, table) {
    const rows = table.rows.slice();
    for (let offset = 0; offset < rows.length; offset += table.columns)
        scaleRow(scaler, rows, offset);
    return { ...table, rows };
}
function columnSums({ columns, rows }, of) {
    const sums = Array.from({ length: columns }, () => 0);
    for (let index = 0; index < rows.length; index += 1) {
        const column = index % columns;
        sums[column] = (sums[column] ?? 0) + of(rows[index] ?? 0, column);
    }
    return sums;
}
//# sourceMappingURL=fit-scaler.js.map