import type { CoalitionScorer, Models, ReferenceProfile } from '@gavel/engine';
import type { BackendName } from '../runtime/load-backend.js';
import type { ModelHost, ModelStats, OpenModelsOptions } from './model-host.js';
import type { VersionInfo } from './model-version.js';
/** Folders, registry, dispatcher, supervised worker and servers put together; `ModelHost` says what it promises. */
export declare class WorkerModelHost implements ModelHost {
    #private;
    readonly models: Models;
    readonly coalitions: CoalitionScorer;
    constructor({ modelsDir, logger, forceBackend, pollMs, ...remote }: OpenModelsOptions);
    /** Resolves when each version present is ready or failed, or no worker can be started. */
    settled(): Promise<void>;
    backend(): {
        readonly name: BackendName | 'none';
        readonly gpu: boolean;
    };
    versions(): readonly VersionInfo[];
    referenceOf(name: string, version: string): ReferenceProfile | undefined;
    onChange(callback: () => void): () => void;
    stats(): ModelStats;
    close(): Promise<void>;
}
