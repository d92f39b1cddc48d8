import type { ModelFormat } from '../artifact/artifact-schema.js';
import type { Dispatcher } from './dispatcher.js';
/** Where a version is scored: in this process, or on a server. */
export interface ScoringPlace {
    readonly dispatcher: Dispatcher;
    /** What scores given here say that they were given by; in this process formats may have runtimes of their own. */
    backend(format: ModelFormat): {
        readonly name: string;
        readonly gpu: boolean;
    };
    /** Address of the server, without credentials; absent: this process. */
    readonly address?: string;
}
