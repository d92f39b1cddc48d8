import { fitReference } from '@gavel/engine';
import { chooseBackground } from './choose-background.js';
import { factsAt } from './feature-table.js';
/** Rows among which typical ones are chosen. */
const CANDIDATES = 500;
/** How the scores and inputs of some rows are distributed: what drift is measured against. */
export function trainingReference(table, rows, inputs, scores) {
    const names = inputs.map(({ fact }) => fact);
    const facts = Array.from(rows, (row) => factsAt(table, row, names));
    const columns = inputs.map(({ fact, kind }) => ({
        name: fact,
        kind: kind === 'number' ? 'number' : 'category',
        values: facts.map((values) => values[fact]),
    }));
    return fitReference(scores, columns);
}
/** Typical ones of some rows, evenly taken: what scores are explained against. */
export function typicalRows(table, rows, model) {
    const step = Math.max(1, rows.length / CANDIDATES);
    const names = model.inputs.map(({ fact }) => fact);
    const taken = Array.from({ length: Math.min(rows.length, CANDIDATES) }, (_, index) => rows[Math.floor(index * step)] ?? 0);
    return chooseBackground(taken.map((row) => factsAt(table, row, names)), model);
}
//# sourceMappingURL=training-reference.js.map