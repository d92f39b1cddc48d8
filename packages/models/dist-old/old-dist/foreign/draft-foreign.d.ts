import type { FeatureTable } from '../training/feature-table.js';
import type { ArtifactDraft } from '../training/publish-artifact.js';
import type { ModelFiles } from '../training/trained-model.js';
import { type ForeignDescription } from './foreign-description.js';
import { type ForeignFiles } from './open-foreign.js';
/** A model from elsewhere, with its description and, if there is one, a table of rows it was not fitted on. */
export interface ForeignModel {
    readonly description: ForeignDescription;
    readonly exported: ForeignFiles;
    readonly table?: FeatureTable;
    /** The command line that publishes it. */
    readonly createdBy: string;
}
/**
 * Makes an artifact of a model from elsewhere: golden rows are scored by the model itself. A table also gives its figures, the reference that drift is
 * measured against and the background that scores are explained against. Rejects with the reason where the model cannot be served.
 */
export declare function draftForeign(foreign: ForeignModel): Promise<{
    readonly draft: ArtifactDraft;
    readonly files: ModelFiles;
}>;
