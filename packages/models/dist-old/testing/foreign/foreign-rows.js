/** Facts of the rows that make-foreign-models.py draws, in the order of the models' columns. */
export const FOREIGN_FACTS = ['amount', 'hour', 'count', 'share', 'isNew', 'days', 'ratio', 'shift'];
const SEED = 20_261_122;
/** Drawn, and learnt from there. */
const LEARNT = 20_000;
const SCORED = 10_000;
/** What each of them makes of 16 random bits; undefined: missing. */
const COLUMNS = {
    amount: (u) => u / 16,
    hour: (u) => u % 24,
    count: (u) => Math.floor(u / 4096),
    share: (u) => u / 65_536,
    isNew: (u) => u % 2,
    days: (u) => (u < 13_107 ? undefined : u / 64),
    ratio: (u) => (u % 10 === 0 ? undefined : (u - 32_768) / 1024),
    shift: (u) => (u - 32_768) / 8192,
};
/** The 10,000 rows that the frameworks' own scores are of. */
export function foreignRows() {
    let state = SEED;
    const draw = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 16;
    };
    const row = () => {
        const facts = {};
        for (const fact of FOREIGN_FACTS) {
            const value = COLUMNS[fact](draw());
            if (value !== undefined)
                facts[fact] = value;
        }
        return facts;
    };
    for (let drawn = 0; drawn < LEARNT * FOREIGN_FACTS.length; drawn += 1)
        draw();
    return Array.from({ length: SCORED }, row);
}
/** Some of them as a feature table, every third of them labelled 1. */
export function foreignTable(rows) {
    const column = (fact) => ({ kind: 'number', values: Float64Array.from(rows, (row) => row[fact] ?? Number.NaN) });
    return {
        rows: rows.length,
        columns: new Map(FOREIGN_FACTS.map((fact) => [fact, column(fact)])),
        labels: Uint8Array.from(rows, (_, row) => (row % 3 === 0 ? 1 : 0)),
        timesMs: Float64Array.from(rows, (_, row) => row * 3_600_000),
        groups: Float64Array.from(rows, (_, row) => row % 50),
    };
}
//# sourceMappingURL=foreign-rows.js.map