/** Cuts rows in time order (`times`, epoch milliseconds, ascending) into three slices with gaps between them. */
export function splitByTime(times, { trainShare, watchShare, gapMs }) {
    const count = times.length;
    const trainEnd = Math.floor(count * trainShare);
    const watchEnd = Math.floor(count * (trainShare + watchShare));
    const split = {
        train: [0, trainEnd],
        watch: [firstAfterGap(times, trainEnd, gapMs), watchEnd],
        heldOut: [firstAfterGap(times, watchEnd, gapMs), count],
    };
    for (const name of ['train', 'watch', 'heldOut']) {
        const [from, to] = split[name];
        if (from >= to)
            throw new RangeError(`${count} rows leave nothing for the ${name} slice: take more rows or a smaller gap`);
    }
    return split;
}
function firstAfterGap(times, border, gapMs) {
    const from = (times[border] ?? Infinity) + gapMs;
    const index = times.subarray(border).findIndex((time) => time >= from);
    return index === -1 ? times.length : border + index;
}
//# sourceMappingURL=split-by-time.js.map