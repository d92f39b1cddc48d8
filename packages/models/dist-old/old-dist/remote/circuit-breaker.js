/**
 * Stops asking what fails again and again: open for a pause that doubles with each trial in vain. Libraries for this (cockatiel,
 * opossum) need a newer Node than is supported here.
 */
export class CircuitBreaker {
    #limits;
    #events;
    /** Nothing is known of it at first: that is a trial, too. */
    #state;
    #failures;
    #pauseMs;
    #timer;
    #isEnded;
    constructor(limits, events) {
        /** Nothing is known of it at first: that is a trial, too. */
        this.#state = 'trial';
        this.#failures = 0;
        this.#isEnded = false;
        /** Times it opened. */
        this.openings = 0;
        this.#limits = limits;
        this.#events = events;
        this.#pauseMs = limits.minPauseMs;
    }
    get state() {
        return this.#state;
    }
    succeeded() {
        this.#failures = 0;
        if (this.#state !== 'trial')
            return;
        this.#state = 'closed';
        this.#pauseMs = this.#limits.minPauseMs;
    }
    failed(reason) {
        this.#failures += 1;
        if (this.#state === 'trial' || (this.#state === 'closed' && this.#failures >= this.#limits.maxFailures))
            this.open(reason);
    }
    /** Opens it at once, whatever was counted. */
    open(reason) {
        if (this.#state === 'open' || this.#isEnded)
            return;
        const pauseMs = this.#pauseMs;
        this.#state = 'open';
        this.#failures = 0;
        this.openings += 1;
        this.#pauseMs = Math.min(this.#limits.maxPauseMs, pauseMs * 2);
        this.#timer = setTimeout(() => {
            this.#state = 'trial';
            this.#events.onTrial();
        }, pauseMs);
        this.#events.onOpen(reason, pauseMs);
    }
    /** Lets go of its timer; nothing opens or tries from now on. */
    end() {
        this.#isEnded = true;
        clearTimeout(this.#timer);
    }
}
//# sourceMappingURL=circuit-breaker.js.map