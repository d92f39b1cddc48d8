import { factsAt } from './feature-table.js';
const GOLDEN_ROWS = 24;
/** Rows spread evenly over the scores, from the lowest to the highest: a model that is off somewhere should fail somewhere. */
export function chooseGoldenRows(table, rows, scores, inputs) {
    const order = Uint32Array.from(rows, (_, place) => place).toSorted((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
    const facts = inputs.map(({ fact }) => fact);
    const places = Array.from({ length: GOLDEN_ROWS }, (_, step) => Math.round((step / (GOLDEN_ROWS - 1)) * (order.length - 1)));
    return [...new Set(places)].map((place) => {
        const index = order[place] ?? 0;
        return { values: factsAt(table, rows[index] ?? 0, facts), score: scores[index] ?? 0 };
    });
}
//# sourceMappingURL=choose-golden-rows.js.map