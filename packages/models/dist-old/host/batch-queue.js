/** Rows waiting, by priority and version. A batch holds rows of one version; versions of one priority take turns. */
export class BatchQueue {
    #limits;
    #lanes = { live: new Map(), shadow: new Map() };
    #rows = { live: 0, shadow: 0 };
    constructor(limits) {
        this.#limits = limits;
    }
    /** Answers false, and takes nothing, when there is no room. */
    push(row) {
        const { key, priority } = row;
        if (this.#rows[priority] >= this.#limits.maxRows[priority])
            return false;
        const lane = this.#lanes[priority];
        const waiting = lane.get(key);
        if (waiting === undefined)
            lane.set(key, [row]);
        else
            waiting.push(row);
        this.#rows[priority] += 1;
        return true;
    }
    /** The next batch: live before shadow. Undefined when nobody waits. */
    take() {
        return this.#takeFrom('live') ?? this.#takeFrom('shadow');
    }
    /** Everything that waits; the queue is empty afterwards. */
    clear() {
        const all = ['live', 'shadow'].flatMap((priority) => [...this.#lanes[priority].values()].flat());
        for (const priority of ['live', 'shadow']) {
            this.#lanes[priority].clear();
            this.#rows[priority] = 0;
        }
        return all;
    }
    hasRowsOf(key) {
        return this.#lanes.live.has(key) || this.#lanes.shadow.has(key);
    }
    /** Rows waiting now. */
    sizes() {
        return { ...this.#rows };
    }
    #takeFrom(priority) {
        const lane = this.#lanes[priority];
        for (const [key, waiting] of lane) {
            const rows = [];
            let looked = 0;
            while (looked < waiting.length && rows.length < this.#limits.maxBatchRows) {
                const row = waiting[looked];
                looked += 1;
                if (row?.isWanted() === true)
                    rows.push(row);
            }
            this.#rows[priority] -= looked;
            lane.delete(key);
            // Set anew, it stands last: the other versions come first.
            if (looked < waiting.length)
                lane.set(key, waiting.slice(looked));
            if (rows.length > 0)
                return { key, rows };
        }
        return undefined;
    }
}
//# sourceMappingURL=batch-queue.js.map