import { encodeScaled } from '../host/bring-up.js';
/** Rows among which are chosen: distances are taken between all of them. */
const MOST_CANDIDATES = 500;
/** Rows chosen by default. */
const BACKGROUND_ROWS = 8;
/**
 * The most typical of the rows: medoids, each the row that brings all others nearest to a chosen one, with the share of rows that are
 * nearest to it as its weight. The first is the most typical of all, so the first few of them are a smaller background.
 */
export function chooseBackground(candidates, model, count = BACKGROUND_ROWS) {
    const step = Math.max(1, candidates.length / MOST_CANDIDATES);
    const values = Array.from({ length: Math.min(candidates.length, MOST_CANDIDATES) }, (_, index) => candidates[Math.floor(index * step)] ?? {});
    const rows = values.map((row) => encodeScaled({ inputs: [...model.inputs], scaler: model.scaler }, row));
    const distances = rows.map((a) => Float64Array.from(rows, (b) => distance(a, b)));
    const nearest = new Float64Array(rows.length).fill(Infinity);
    const chosen = [];
    while (chosen.length < Math.min(count, rows.length)) {
        const next = cheapest(distances, nearest, chosen);
        chosen.push(next);
        distances[next]?.forEach((found, row) => (nearest[row] = Math.min(nearest[row] ?? Infinity, found)));
    }
    const weights = new Map(chosen.map((row) => [row, 0]));
    rows.forEach((_, row) => {
        const owner = chosen.reduce((best, medoid) => (at(distances, medoid, row) < at(distances, best, row) ? medoid : best), chosen[0] ?? 0);
        weights.set(owner, (weights.get(owner) ?? 0) + 1 / rows.length);
    });
    return {
        rows: chosen.flatMap((row) => ((weights.get(row) ?? 0) > 0 ? [{ values: values[row] ?? {}, weight: weights.get(row) ?? 0 }] : [])),
    };
}
/** The row that, chosen next, leaves the least distance over all. */
function cheapest(distances, nearest, chosen) {
    let [best, least] = [0, Infinity];
    distances.forEach((row, index) => {
        if (chosen.includes(index))
            return;
        const left = row.reduce((sum, found, other) => sum + Math.min(found, nearest[other] ?? Infinity), 0);
        if (left < least)
            [best, least] = [index, left];
    });
    return best;
}
function distance(a, b) {
    return a.reduce((sum, value, column) => sum + (value - (b[column] ?? 0)) ** 2, 0);
}
function at(distances, from, to) {
    return distances[from]?.[to] ?? Infinity;
}
//# sourceMappingURL=choose-background.js.map