import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import type { VersionFolder } from './model-folders.js';
import type { ScoringPlace } from './scoring-place.js';
/** loading: read, verified and parsed; warming: batch sizes and golden rows; ready: may decide; draining: withdrawn, what waits is still scored. */
export type VersionState = 'loading' | 'warming' | 'ready' | 'draining' | 'failed';
/** One version as the host shows it. */
export interface VersionInfo {
    readonly name: string;
    readonly version: string;
    readonly state: VersionState;
    /** SHA-256 (hex) of `artifact.json`; absent as long as the folder has not been verified. */
    readonly digest?: string;
    /** Why it failed, or why a change of its folder was refused. */
    readonly reasons: readonly string[];
    /** Address of the server that scores it, without credentials; absent: this process does. */
    readonly server?: string;
}
/** What the registry holds of a version. */
export interface ModelVersion {
    readonly key: string;
    readonly name: string;
    readonly version: string;
    readonly place: ScoringPlace;
    folder: VersionFolder;
    state: VersionState;
    verified?: VerifiedArtifact;
    reasons: readonly string[];
    /** Times in a row that the worker went down while this version was being brought up. */
    fatalLoads: number;
}
/** A version just found. */
export declare function foundVersion(folder: VersionFolder, place: ScoringPlace): ModelVersion;
/** What others may know of it. */
export declare function versionInfo({ name, version, place, state, verified, reasons }: ModelVersion): VersionInfo;
