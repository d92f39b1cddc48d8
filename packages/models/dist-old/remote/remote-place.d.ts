import { Dispatcher } from '../host/dispatcher.js';
import { type Scorer } from '../host/scorer.js';
import type { ScoringPlace } from '../host/scoring-place.js';
import type { ModelServer } from './model-server.js';
/** What a server did, since it was first asked. */
export interface ServerStats {
    readonly model: string;
    readonly version: string;
    readonly protocol: ModelServer['protocol'];
    /** Without credentials. */
    readonly address: string;
    readonly state: 'up' | 'down';
    /** Batches that were sent, by what became of them. */
    readonly batches: Readonly<Record<'scored' | 'late' | 'failed', number>>;
    /** Time that batches that were scored took there and back, all together. */
    readonly spentMs: number;
    /** Times that it was given up for a while. */
    readonly openings: number;
}
/** Told of each change, so that versions can be brought up again and checked. */
export interface RemoteEvents {
    readonly onUp: (place: RemotePlace) => void;
    readonly onDown: (place: RemotePlace, reason: string, retryInMs: number) => void;
}
/**
 * One version on one server. While the server is down nothing is sent; before it gets rows of decisions again it must be ready,
 * of the right shape and true to the golden rows, as at first: that is the trial.
 */
export declare class RemotePlace implements ScoringPlace, Scorer {
    #private;
    readonly dispatcher: Dispatcher;
    readonly address: string;
    constructor(server: ModelServer, timeoutMs: number, events: RemoteEvents);
    /** A server says nothing reliable of what it runs on. */
    backend(): {
        readonly name: ModelServer['protocol'];
        readonly gpu: boolean;
    };
    /** Nothing is sent but metadata: the model has to be there already. */
    load({ columns }: {
        readonly columns: number;
    }): Promise<void>;
    /** What a server holds is not ours to let go of. */
    unload(): Promise<void>;
    predict({ rows, count }: {
        readonly rows: Float32Array;
        readonly count: number;
    }): Promise<Float32Array>;
    /** A server that keeps its own time, but not that of the decisions, is of no use to them: it is given up like one that fails. */
    answered(inTime: boolean): void;
    stats(): ServerStats;
    close(): void;
}
