const MAX_KNOTS = 200;
/**
 * Isotonic regression by pooling adjacent violators (Zadrozny and Elkan, 2002), with a knot at the mean logit of each block, so that between
 * knots the order of scores stays. Falls back to no calibrator when fewer than two levels remain.
 */
export function fitIsotonic(logits, labels) {
    const frauds = labels.reduce((sum, label) => sum + label, 0);
    const share = frauds / labels.length;
    const blocks = pooled(logits, labels);
    const knots = [];
    for (const block of blocks) {
        // Half a row of the overall share keeps a block without frauds, or of frauds alone, off certainty.
        const knot = { logit: block.logits / block.rows, score: (block.frauds + share / 2) / (block.rows + 0.5) };
        const last = knots.at(-1);
        if (last === undefined || (knot.logit > last.logit && knot.score > last.score))
            knots.push(knot);
    }
    const kept = thinned(knots);
    if (kept.length < 2 || frauds === 0 || frauds === labels.length)
        return { kind: 'none' };
    return { kind: 'isotonic', logits: kept.map(({ logit }) => logit), scores: kept.map(({ score }) => score) };
}
function pooled(logits, labels) {
    const order = Uint32Array.from(labels, (_, row) => row).toSorted((a, b) => (logits[a] ?? 0) - (logits[b] ?? 0));
    const blocks = [];
    for (const row of order) {
        let block = { rows: 1, frauds: labels[row] ?? 0, logits: logits[row] ?? 0 };
        for (let last = blocks.at(-1); last !== undefined && last.frauds * block.rows >= block.frauds * last.rows; last = blocks.at(-1)) {
            block = { rows: block.rows + last.rows, frauds: block.frauds + last.frauds, logits: block.logits + last.logits };
            blocks.pop();
        }
        blocks.push(block);
    }
    return blocks;
}
/** At most so many, evenly chosen, both ends among them. */
function thinned(knots) {
    if (knots.length <= MAX_KNOTS)
        return knots;
    const places = Array.from({ length: MAX_KNOTS }, (_, step) => Math.round((step / (MAX_KNOTS - 1)) * (knots.length - 1)));
    return places.flatMap((place) => knots[place] ?? []);
}
//# sourceMappingURL=fit-isotonic.js.map