import { type Artifact } from '../artifact/artifact-schema.js';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import type { ModelFiles } from './trained-model.js';
/** What `artifact.json` says, but for the files' digests, which publishing fills in. */
export type ArtifactDraft = Omit<Artifact, 'files'>;
/** The same of a version trained here, of which all is known. */
export type TrainedDraft = ArtifactDraft & Required<Pick<Artifact, 'training' | 'metrics' | 'scoreProfile'>>;
/** A version that was written. */
export interface Published {
    readonly folder: string;
    /** SHA-256 (hex) of `artifact.json`. */
    readonly digest: string;
}
/**
 * Writes `<modelsDir>/<name>/<version>` whole or not at all: into a hidden folder beside it, flushed to disk, then renamed.
 * A published version is immutable: rejects when it exists. Rejects, too, when the draft is not a valid artifact.
 */
export declare function publishArtifact(modelsDir: string, draft: ArtifactDraft, files: ModelFiles): Promise<Published>;
/** Publishes a verified version from elsewhere, byte for byte. Rejects when it exists. */
export declare function publishCopy(modelsDir: string, folder: string, { artifact, digest }: VerifiedArtifact): Promise<Published>;
