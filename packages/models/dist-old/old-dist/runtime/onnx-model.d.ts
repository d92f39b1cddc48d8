import type { ScoringModel } from './scoring-model.js';
import type { LoadMessage } from './worker-messages.js';
/** Parses an ONNX graph out of verified bytes; throws unless it takes [rows, columns] and gives a score each where `model.json` says. */
export declare function loadOnnxModel({ modelJson, weights, columns, }: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): Promise<ScoringModel>;
