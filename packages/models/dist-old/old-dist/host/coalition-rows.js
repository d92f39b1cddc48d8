/** Rows that go to the worker at once for an explanation: a row of a live decision that comes meanwhile waits for no more than these. */
export const COALITION_ROWS = 128;
/**
 * The rows of all coalitions of `groups` groups against one background row: columns of a group that is in the coalition are the
 * decision's, all others the background's. A group in which both have the same columns makes no difference, so its coalitions share
 * rows, unless `isWhole` asks for every one.
 */
export function coalitionTable(own, background, groupColumns, isWhole = false) {
    const differing = groupColumns.flatMap((columns, group) => isWhole || columns.some((column) => own[column] !== background[column]) ? [group] : []);
    const width = own.length;
    const count = 2 ** differing.length;
    const rows = new Float32Array(count * width);
    rows.set(background, 0);
    for (let row = 1; row < count; row += 1) {
        const highest = 31 - Math.clz32(row);
        const offset = row * width;
        rows.copyWithin(offset, (row - 2 ** highest) * width, (row - 2 ** highest + 1) * width);
        for (const column of groupColumns[differing[highest] ?? 0] ?? [])
            rows[offset + column] = own[column] ?? 0;
    }
    return { rows, count, rowOf: rowsOf(groupColumns.length, differing) };
}
/** Bits of the groups that differ, pressed together. */
function rowsOf(groups, differing) {
    const rowOf = new Uint32Array(2 ** groups);
    for (let coalition = 0; coalition < rowOf.length; coalition += 1) {
        rowOf[coalition] = differing.reduce((row, group, place) => row | (((coalition >> group) & 1) << place), 0);
    }
    return rowOf;
}
//# sourceMappingURL=coalition-rows.js.map