import type { CoalitionScorer, Models, ReferenceProfile, ScoreFault } from '@gavel/engine';
import type { BackendName } from '../runtime/load-backend.js';
import type { ModelServer } from '../remote/model-server.js';
import type { ServerStats } from '../remote/remote-place.js';
import type { VersionInfo } from './model-version.js';
/** Where the host says what happens: a pino logger fits. */
export interface ModelLogger {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
    error(details: object, message: string): void;
}
/** What to open, and how. */
export interface OpenModelsOptions {
    /** Holds `<name>/<version>/` folders. It need not exist yet. */
    readonly modelsDir: string;
    readonly logger?: ModelLogger;
    /** Exactly this backend; by default the best that works. An adapter for WebGPU in software is taken only so. */
    readonly forceBackend?: BackendName;
    /** How often the folder is looked at, besides file events. Default 1000. */
    readonly pollMs?: number;
    /** Servers that score versions in this process's place; `readModelServers` reads them from a text. */
    readonly servers?: readonly ModelServer[];
    /** Longest that a request to a server may take. Default 500. */
    readonly serverTimeoutMs?: number;
}
/** Counts since the host was opened. */
export interface ModelStats {
    /** Rows that got a score. */
    readonly scored: number;
    readonly faults: Readonly<Record<ScoreFault, number>>;
    /** Batches sent to the worker and to servers, by their number of rows. */
    readonly batchSizes: Readonly<Record<number, number>>;
    /** Rows waiting now. */
    readonly queued: {
        readonly live: number;
        readonly shadow: number;
    };
    readonly workerRestarts: number;
    /** Tensors living in the worker, as of its last answer: constant between loads, or something leaks. */
    readonly tensors: number;
    /** Each version that a server scores. */
    readonly servers: readonly ServerStats[];
}
/** The models of a directory, scored in a worker thread or on servers. */
export interface ModelHost {
    /** The engine's port. */
    readonly models: Models;
    /** The engine's port for explanations. */
    readonly coalitions: CoalitionScorer;
    /** What later traffic of a version is compared with; undefined where it is not held or its artifact has none. */
    referenceOf(name: string, version: string): ReferenceProfile | undefined;
    /** What models run on that no server scores; `none` while no worker has come up. */
    backend(): {
        readonly name: BackendName | 'none';
        readonly gpu: boolean;
    };
    versions(): readonly VersionInfo[];
    /** Called after a version's state or reasons, or the backend, have changed; answers how to stop that. */
    onChange(callback: () => void): () => void;
    stats(): ModelStats;
    /** Ends the worker; scores still awaited become faults. */
    close(): Promise<void>;
}
