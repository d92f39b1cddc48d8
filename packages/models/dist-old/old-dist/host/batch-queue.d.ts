export type Priority = 'live' | 'shadow';
/** A row waiting for its score. */
export interface QueuedRow {
    /** The model version that is to score it. */
    readonly key: string;
    readonly priority: Priority;
    /** False once nobody waits any more: then it is dropped unscored. */
    readonly isWanted: () => boolean;
}
export interface QueueLimits {
    /** Rows waiting at most, per priority. */
    readonly maxRows: Readonly<Record<Priority, number>>;
    readonly maxBatchRows: number;
}
/** Rows waiting, by priority and version. A batch holds rows of one version; versions of one priority take turns. */
export declare class BatchQueue<T extends QueuedRow> {
    #private;
    constructor(limits: QueueLimits);
    /** Answers false, and takes nothing, when there is no room. */
    push(row: T): boolean;
    /** The next batch: live before shadow. Undefined when nobody waits. */
    take(): {
        readonly key: string;
        readonly rows: readonly T[];
    } | undefined;
    /** Everything that waits; the queue is empty afterwards. */
    clear(): readonly T[];
    hasRowsOf(key: string): boolean;
    /** Rows waiting now. */
    sizes(): Readonly<Record<Priority, number>>;
}
