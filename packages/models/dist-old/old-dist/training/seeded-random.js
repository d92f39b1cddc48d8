/** Uniform numbers in [0, 1) from a seed: mulberry32 (Tommy Ettinger, public domain), so that a training run can be repeated to the bit. */
export class SeededRandom {
    #state;
    constructor(seed) {
        this.#state = seed >>> 0;
    }
    next() {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let mixed = this.#state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    }
    /** Fisher–Yates, in place. */
    shuffle(order) {
        for (let last = order.length - 1; last > 0; last -= 1) {
            const other = Math.floor(this.next() * (last + 1));
            const kept = order[last] ?? 0;
            order[last] = order[other] ?? 0;
            order[other] = kept;
        }
    }
}
//# sourceMappingURL=seeded-random.js.map