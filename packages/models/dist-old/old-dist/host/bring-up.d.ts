import type { Artifact } from '../artifact/artifact-schema.js';
import { type RowValues } from '../artifact/encode-row.js';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import { type Dispatcher } from './dispatcher.js';
/** How far a golden row's score may be from the one it was published with. */
export declare const GOLDEN_TOLERANCE = 0.00001;
/** One row of facts, encoded and scaled as the network was trained. */
export declare function encodeScaled({ inputs, scaler }: Pick<Artifact, 'inputs' | 'scaler'>, values: RowValues): Float32Array;
/** Parses the network in the worker. Rejects with the reason when it cannot be had. */
export declare function loadIntoWorker(dispatcher: Dispatcher, key: string, verified: VerifiedArtifact): Promise<void>;
/** Runs every batch size once, then the golden rows, as traffic would be scored. Rejects when one of them is off. */
export declare function warm(dispatcher: Dispatcher, key: string, { artifact }: VerifiedArtifact): Promise<void>;
/** Scores the golden rows as traffic is scored. Rejects when one of them is off. */
export declare function checkGoldenRows(dispatcher: Dispatcher, key: string, artifact: Artifact): Promise<void>;
