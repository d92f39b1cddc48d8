import { MAX_COALITION_GROUPS } from '@gavel/engine';
import { calibrate } from '../artifact/calibrate.js';
import { inputColumns } from '../artifact/encode-row.js';
import { encodeScaled } from './bring-up.js';
import { COALITION_ROWS, coalitionTable } from './coalition-rows.js';
import { BATCH_SIZES } from './dispatcher.js';
/** Rows that one explanation may cost, about: the background is as large as they allow, one row at least. */
const MAX_ROWS = 1024;
/** Scores every coalition of a row's groups against the artifact's background, in small batches while nothing else waits. Never rejects. */
export async function scoreCoalitions(dispatcher, request, { artifact, digest }, { deadline, backend, isWhole }) {
    try {
        const groupColumns = columnsOf(artifact, request.groups);
        const { rows, kind } = backgroundOf(artifact, request.groups.length);
        const scorer = new BatchScorer(dispatcher, `${request.name}@${request.version}`, artifact, deadline);
        const own = encodeScaled(artifact, request.values);
        const scores = new Float64Array(2 ** groupColumns.length);
        for (const { columns, weight } of rows) {
            const table = coalitionTable(own, columns, groupColumns, isWhole);
            const found = await scorer.score(table.rows, table.count);
            table.rowOf.forEach((row, coalition) => {
                scores[coalition] = (scores[coalition] ?? 0) + weight * (found[row] ?? Number.NaN);
            });
        }
        if (scores.some((score) => Number.isNaN(score)))
            return { ok: false, fault: 'not-a-number', detail: 'the model gave NaN' };
        const background = { kind, rows: rows.length };
        return { ok: true, scores, background, digest, backend };
    }
    catch (error) {
        if (deadline.isOver)
            return { ok: false, fault: 'timeout', detail: 'the explanation did not come in time' };
        return { ok: false, fault: 'failed', detail: error instanceof Error ? error.message : String(error) };
    }
}
/** The columns of each group. Throws unless every input is in exactly one: contributions would not add up. */
function columnsOf({ inputs }, groups) {
    if (groups.length === 0 || groups.length > MAX_COALITION_GROUPS)
        throw new Error(`1 to ${MAX_COALITION_GROUPS} groups can be told apart`);
    const named = groups.flat();
    const columns = inputColumns(inputs);
    const fits = named.length === inputs.length && new Set(named).size === named.length && named.every((name) => columns.has(name));
    if (!fits)
        throw new Error('the groups do not hold each input of the model once');
    return groups.map((group) => group.flatMap((name) => columns.get(name) ?? []));
}
/** Encoded once a version: artifacts never change. */
const encodedBackgrounds = new WeakMap();
/** As many rows as the budget allows. In scaled columns the mean of the training rows is all zeros. */
function backgroundOf(artifact, groups) {
    if (artifact.background === undefined)
        return { rows: [{ columns: new Float32Array(artifact.scaler.mean.length), weight: 1 }], kind: 'mean' };
    const all = encodedBackgrounds.get(artifact) ??
        artifact.background.rows.map(({ values, weight }) => ({ columns: encodeScaled(artifact, values), weight }));
    encodedBackgrounds.set(artifact, all);
    const rows = all.slice(0, Math.max(1, Math.floor(MAX_ROWS / 2 ** groups)));
    const sum = rows.reduce((total, { weight }) => total + weight, 0);
    return { rows: rows.map(({ columns, weight }) => ({ columns, weight: weight / sum })), kind: 'rows' };
}
/** Sends rows to the worker in batches of warmed sizes, one after the other, and gives up when the time is over. */
class BatchScorer {
    constructor(dispatcher, key, artifact, deadline) {
        this.dispatcher = dispatcher;
        this.key = key;
        this.artifact = artifact;
        this.deadline = deadline;
    }
    async score(rows, count) {
        const width = rows.length / count;
        const scores = new Float64Array(count);
        for (let from = 0; from < count; from += COALITION_ROWS) {
            if (this.deadline.isOver)
                throw new Error('the time is over');
            const wanted = Math.min(COALITION_ROWS, count - from);
            const batch = BATCH_SIZES.find((size) => size >= wanted) ?? COALITION_ROWS;
            const filled = new Float32Array(batch * width);
            filled.set(rows.subarray(from * width, (from + wanted) * width));
            const found = await this.predict(filled, batch);
            for (let row = 0; row < wanted; row += 1)
                scores[from + row] = calibrate(found[row] ?? Number.NaN, this.artifact);
        }
        return scores;
    }
    /** Rejects at the deadline, though the worker may have been busy with decisions all the time; what was not begun is never begun then. */
    predict(rows, count) {
        const { key, deadline } = this;
        return new Promise((resolve, reject) => {
            const listener = { onDeadline: () => reject(new Error('the time is over')) };
            deadline.listen(listener);
            this.dispatcher
                .doWhenIdle((worker) => (deadline.isOver ? Promise.reject(new Error('the time is over')) : worker.predict({ key, rows, count })))
                .then(resolve, reject)
                .finally(() => deadline.forget(listener));
        });
    }
}
//# sourceMappingURL=score-coalitions.js.map