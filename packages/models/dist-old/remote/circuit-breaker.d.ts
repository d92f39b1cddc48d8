/** When to stop asking, and for how long. */
export interface BreakerLimits {
    /** Failures in a row after which it opens. */
    readonly maxFailures: number;
    readonly minPauseMs: number;
    readonly maxPauseMs: number;
}
/** What it does: both are called at most once for each opening. */
export interface BreakerEvents {
    readonly onOpen: (reason: string, pauseMs: number) => void;
    /** The pause is over: one failure from now on opens it again, one success closes it. */
    readonly onTrial: () => void;
}
/**
 * Stops asking what fails again and again: open for a pause that doubles with each trial in vain. Libraries for this (cockatiel,
 * opossum) need a newer Node than is supported here.
 */
export declare class CircuitBreaker {
    #private;
    /** Times it opened. */
    openings: number;
    constructor(limits: BreakerLimits, events: BreakerEvents);
    get state(): 'closed' | 'open' | 'trial';
    succeeded(): void;
    failed(reason: string): void;
    /** Opens it at once, whatever was counted. */
    open(reason: string): void;
    /** Lets go of its timer; nothing opens or tries from now on. */
    end(): void;
}
