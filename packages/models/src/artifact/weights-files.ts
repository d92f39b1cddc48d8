import type { Artifact, ModelFormat } from './artifact-schema.js';
import { SAVED_MODEL_PATHS, unpackSavedModel } from './saved-model-file.js';

/** The files of a version that hold the numbers of its model, in order. */
export function weightsNames({ format, files }: Pick<Artifact, 'format' | 'files'>): readonly (keyof Artifact['files'])[] {
  if (format === 'onnx') return ['model.onnx'];
  if (format !== 'saved-model') return ['weights.bin'];
  return SAVED_MODEL_PATHS.filter((path, place) => place === 0 || files[path] !== undefined);
}

/** What they hold, where `weights` are all of them one behind the other. */
export function weightsFiles(
  format: ModelFormat,
  { modelJson, weights }: { readonly modelJson: Uint8Array; readonly weights: Uint8Array },
): ReadonlyMap<string, Uint8Array> {
  if (format === 'saved-model') return unpackSavedModel(modelJson, weights).files;
  return new Map([[format === 'onnx' ? 'model.onnx' : 'weights.bin', weights]]);
}
