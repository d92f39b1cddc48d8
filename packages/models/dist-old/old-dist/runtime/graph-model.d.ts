import type { TensorFlow } from './load-backend.js';
import type { ScoringModel } from './scoring-model.js';
import type { LoadMessage } from './worker-messages.js';
/**
 * Parses a graph model out of verified bytes; throws unless it takes [rows, columns] and gives a score each where `model.json` says, and unless
 * the backend runs all of it.
 */
export declare function loadGraphModel(tf: TensorFlow, { modelJson, weights, columns }: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): Promise<ScoringModel>;
