import { splitByTime } from './split-by-time.js';
const DAY_MS = 86_400_000;
/**
 * The last `trainDays` whose labels are known when the test starts are refitted on, after a rehearsal: the same model learnt one step (train and
 * delay) earlier and watched on those days. Groups whose fraud is known by a day of a test are no longer in it: their cards are blocked.
 */
export function windowSlices(table, { testStartMs, testDays, trainDays, delayDays }) {
    const trainEnd = testStartMs - delayDays * DAY_MS;
    const trainStart = trainEnd - trainDays * DAY_MS;
    const early = { end: trainStart - delayDays * DAY_MS, start: trainStart - (delayDays + trainDays) * DAY_MS };
    const slices = {
        learn: rowsBetween(table.timesMs, early.start, early.end),
        watch: withoutKnown(table, rowsBetween(table.timesMs, trainStart, trainEnd), { from: early.start, delayDays, startMs: trainStart }),
        refit: rowsBetween(table.timesMs, trainStart, trainEnd),
        heldOut: withoutKnown(table, rowsBetween(table.timesMs, testStartMs, testStartMs + testDays * DAY_MS), {
            from: trainStart,
            delayDays,
            startMs: testStartMs,
        }),
    };
    return checked(slices);
}
/** Slices by shares of the rows; `gapMs` is left out behind each border. */
export function shareSlices({ timesMs }, options) {
    const { train, watch, heldOut } = splitByTime(timesMs, options);
    return { learn: range(...train), watch: range(...watch), heldOut: range(...heldOut) };
}
function withoutKnown({ timesMs, labels, groups }, rows, { from, delayDays, startMs }) {
    const firstFraud = new Map();
    const end = rows.length === 0 ? from : (timesMs[rows.at(-1) ?? 0] ?? from) + 1;
    for (const row of rowsBetween(timesMs, from, end)) {
        const group = groups[row] ?? 0;
        if (labels[row] === 1 && !firstFraud.has(group))
            firstFraud.set(group, timesMs[row] ?? 0);
    }
    return rows.filter((row) => {
        const day = Math.floor(((timesMs[row] ?? 0) - startMs) / DAY_MS);
        return (firstFraud.get(groups[row] ?? 0) ?? Infinity) >= startMs + (day - delayDays) * DAY_MS;
    });
}
function rowsBetween(timesMs, from, to) {
    return range(firstAt(timesMs, from), firstAt(timesMs, to));
}
function firstAt(timesMs, time) {
    let [low, high] = [0, timesMs.length];
    while (low < high) {
        const middle = (low + high) >>> 1;
        if ((timesMs[middle] ?? 0) < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
function range(from, to) {
    return Uint32Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
}
function checked(slices) {
    for (const name of ['learn', 'watch', 'refit', 'heldOut'])
        if (slices[name].length === 0)
            throw new RangeError(`the history holds nothing for the ${name} slice: its days are not in it`);
    return slices;
}
//# sourceMappingURL=slices.js.map