import { type Artifact } from './artifact-schema.js';
/** A version as it stands on disk, every file checked against its digest; nothing of the model has been parsed. */
export interface VerifiedArtifact {
    readonly artifact: Artifact;
    /** SHA-256 (hex) of `artifact.json`, which names the digests of the other files: so of all of it. */
    readonly digest: string;
    readonly modelJson: Uint8Array;
    /** `weights.bin`, or `model.onnx`. */
    readonly weights: Uint8Array;
}
/** Either a verified artifact, or every reason why it is refused. */
export type ArtifactRead = {
    readonly ok: true;
    readonly value: VerifiedArtifact;
} | {
    readonly ok: false;
    readonly reasons: readonly string[];
};
/** Reads and verifies the folder `<models>/<name>/<version>`. Never rejects. */
export declare function readArtifact(folder: string): Promise<ArtifactRead>;
