import type { VersionFolder } from './model-folders.js';
import type { ScoringPlace } from './scoring-place.js';
import { type ModelVersion, type VersionInfo } from './model-version.js';
/**
 * The versions and their states. What a folder holds when it is first verified is that version for as long as this process
 * lives: a change on disk is refused and named, and after a crash of the worker it is loaded again from memory.
 */
export declare class ModelRegistry {
    #private;
    constructor(placeOf: (name: string, version: string) => ScoringPlace, onChange: (changed: VersionInfo) => void);
    /** The version, if it is ready. */
    ready(name: string, version: string): ModelVersion | undefined;
    all(): readonly VersionInfo[];
    /** Takes note of the folders as they stand now; resolves when all that is new is ready or failed, or waits for a worker. */
    reconcile(folders: readonly VersionFolder[]): Promise<void>;
    /** A new worker is empty: everything verified is brought up again. What a server was refused for may have been mended there. */
    placeUp(place: ScoringPlace): Promise<void>;
    placeDown(place: ScoringPlace, reasons?: readonly string[]): void;
    /** A server may come to hold another model under the same name: golden rows tell. What was refused gets another chance. */
    recheck(place: ScoringPlace): Promise<void>;
}
