/** Most bins of a column: they are kept in bytes. */
const MAX_BINS = 256;
/** Of each of the three kinds of cuts below. */
const CUTS_OF_A_KIND = Math.floor((MAX_BINS - 1) / 3);
/** Quantiles are read off at most this many rows. */
const MAX_SAMPLED_ROWS = 200_000;
/** Every column of the table in bins; equal values share a bin. */
export function binColumns({ columns, rows, labels }) {
    return Array.from({ length: columns }, (_, column) => {
        const values = Float32Array.from({ length: labels.length }, (__, row) => rows[row * columns + column] ?? 0);
        const cuts = cutsOf(values);
        return { cuts, bins: Uint8Array.from(values, (value) => binOf(cuts, value)) };
    });
}
/**
 * Cuts where rows are dense, where distinct values are, and evenly over the range. By quantiles of the rows alone, a feature that is
 * nearly always 0 has no cut left among the few values that say something, nor has the far end of an amount: that cost .05 of
 * average precision.
 */
function cutsOf(values) {
    const stride = Math.max(1, Math.floor(values.length / MAX_SAMPLED_ROWS));
    const sorted = values.filter((_, row) => row % stride === 0).toSorted();
    const distinct = sorted.filter((value, place) => place === 0 || value !== sorted[place - 1]);
    if (distinct.length <= MAX_BINS)
        return distinct.slice(0, -1);
    const [least, most] = [distinct[0] ?? 0, distinct.at(-1) ?? 0];
    const cuts = Array.from({ length: CUTS_OF_A_KIND }, (_, step) => {
        const share = (step + 1) / (CUTS_OF_A_KIND + 1);
        return [
            sorted[Math.floor(share * sorted.length)],
            distinct[Math.floor(share * distinct.length)],
            Math.fround(least + share * (most - least)),
        ];
    });
    const ordered = Float32Array.from(cuts.flat(), (cut) => cut ?? 0).toSorted();
    return ordered.filter((cut, place) => cut !== ordered[place - 1] && cut < most);
}
/** The first bin whose cut is not below the value. */
function binOf(cuts, value) {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if ((cuts[middle] ?? 0) < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
//# sourceMappingURL=bin-columns.js.map