import type { Artifact } from '../artifact/artifact-schema.js';
import { type VerifiedArtifact } from '../artifact/read-artifact.js';
import { type ScoringModel } from '../runtime/scoring-model.js';
import type { FeatureTable } from '../training/feature-table.js';
/** A published version, opened in this process to score whole tables: for evaluation, not for traffic. */
export interface OpenVersion {
    readonly verified: VerifiedArtifact;
    /** Calibrated scores of rows of a feature table. */
    readonly score: (table: FeatureTable, rows: Uint32Array) => Promise<Float64Array>;
    readonly close: () => void;
}
/** Either a version whose digests and golden rows hold, or every reason why it is refused. */
export type VersionOpening = {
    readonly ok: true;
    readonly value: OpenVersion;
} | {
    readonly ok: false;
    readonly reasons: readonly string[];
};
/** Opens the folder `<models>/<name>/<version>`, on the WASM backend unless it is ONNX. Loads what computes into this process. Never rejects. */
export declare function openVersion(folder: string): Promise<VersionOpening>;
/** What turns facts into columns, and a model's probability into a score. */
export type Around = Pick<Artifact, 'inputs' | 'scaler' | 'priorCorrection' | 'calibrator'>;
/** Scores rows of a feature table by the very steps of serving. */
export declare function tableScorer(model: ScoringModel, around: Around): OpenVersion['score'];
/** Calibrated scores of encoded and scaled rows. */
export declare function scoreColumns(model: ScoringModel, rows: Float32Array, around: Around): Promise<Float64Array>;
