import { decodeGraphFile, encodeGraphFile } from '../artifact/graph-file.js';
import { encodeOnnxFile } from '../artifact/onnx-file.js';
import { packSavedModel, type SavedModelFiles } from '../artifact/saved-model-file.js';
import { readGraph } from '../graph/read-graph.js';
import { findScore, type ScorePlace } from '../onnx/find-score.js';
import { readOnnxGraph } from '../onnx/read-onnx-graph.js';
import { loadGraphModel } from '../runtime/graph-model.js';
import { loadBackend } from '../runtime/load-backend.js';
import { loadOnnxModel } from '../runtime/onnx-model.js';
import { checkSavedModel, openSavedModel } from '../runtime/saved-model.js';
import type { ScoringModel } from '../runtime/scoring-model.js';
import type { ModelFiles } from '../training/trained-model.js';

/** The bytes of a model as another framework exported it; of a graph model `weights` are its files one behind the other. */
export type ForeignFiles =
  | { readonly format: 'onnx'; readonly onnx: Uint8Array }
  | { readonly format: 'tfjs-graph'; readonly modelJson: Uint8Array; readonly weights: Uint8Array }
  | { readonly format: 'saved-model'; readonly files: SavedModelFiles };

/** A model from elsewhere, opened, and the files that it is published as. */
export interface OpenForeign {
  readonly files: ModelFiles;
  readonly model: ScoringModel;
}

/** Opens a model that takes `columns` columns, graph models on WebAssembly, SavedModels in TensorFlow itself; `declared` says where its score is. Rejects with the reason. */
export async function openForeign(given: ForeignFiles, columns: number, declared: Partial<ScorePlace>): Promise<OpenForeign> {
  if (given.format === 'onnx') {
    const place = findScore(readOnnxGraph(given.onnx), columns, declared);
    const files = { modelJson: encodeOnnxFile({ format: 'onnx', ...place }), weights: given.onnx };
    return { files, model: await loadOnnxModel({ ...files, columns }) };
  }
  if (given.format === 'saved-model') {
    const files = packSavedModel(given.files, findScore(checkSavedModel(given.files, columns), columns, declared));
    return { files, model: await openSavedModel({ ...files, columns }) };
  }
  const file = decodeGraphFile(given.modelJson);
  const place = findScore(readGraph(file, given.weights, columns), columns, declared);
  const files = { modelJson: encodeGraphFile(file, place), weights: given.weights };
  return { files, model: await loadGraphModel((await loadBackend('wasm')).tf, { ...files, columns }) };
}
