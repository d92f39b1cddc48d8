import { SeededRandom } from '../training/seeded-random.js';
const MISSING_SHARE = 0.1;
/** Numbers are drawn evenly over powers of ten between these exponents: nothing is known of what a feature measures. */
const [LEAST_EXPONENT, MOST_EXPONENT] = [-2, 5];
/** Rows of facts from nowhere, the same every time: so many different ones that a model which is off somewhere should be off in some. */
export function drawTable(inputs, rows) {
    const random = new SeededRandom(1);
    return {
        rows,
        columns: new Map(inputs.map((input) => [input.fact, drawColumn(input, rows, random)])),
        labels: new Uint8Array(rows),
        timesMs: new Float64Array(rows),
        groups: new Float64Array(rows),
    };
}
function drawColumn(input, rows, random) {
    const draw = () => {
        if (input.kind === 'boolean')
            return random.next() < 0.5 ? 1 : 0;
        // One place more than there are names: any other.
        if (input.kind === 'category')
            return Math.floor(random.next() * (input.categories.length + 1));
        const size = 10 ** (LEAST_EXPONENT + random.next() * (MOST_EXPONENT - LEAST_EXPONENT));
        return Number((random.next() < 0.3 ? -size : size).toPrecision(4));
    };
    const values = Float64Array.from({ length: rows }, () => (random.next() < MISSING_SHARE ? Number.NaN : draw()));
    return input.kind === 'category'
        ? { kind: 'category', values, names: [...input.categories, '(any other)'] }
        : { kind: input.kind, values };
}
//# sourceMappingURL=draw-table.js.map