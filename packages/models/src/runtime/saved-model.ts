import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as Tf from '@tensorflow/tfjs';
import { unpackSavedModel, type SavedModelFiles } from '../artifact/saved-model-file.js';
import { findScore, type ScorePlace } from '../onnx/find-score.js';
import type { OnnxGraph } from '../onnx/read-onnx-graph.js';
import { readSavedModel } from '../saved-model/read-saved-model.js';
import { SavedVariables } from '../saved-model/saved-variables.js';
import { loadNativeTensorFlow, type TensorFlow } from './load-backend.js';
import { pickScores } from './pick-scores.js';
import type { ScoringModel } from './scoring-model.js';
import type { LoadMessage } from './worker-messages.js';

/** Rows of the trial at loading: one that is off in the number of rows is so with one of these. */
const TRIAL_ROWS = [1, 3] as const;
const HOW_TO_MEND =
  'npm run native builds it for this machine (and GAVEL_MODEL_BACKEND may not name another backend); or convert the model to ONNX or to a graph model, which are scored everywhere (docs/foreign-models.md)';

/** What the native packages have beside TensorFlow.js. */
interface Native extends TensorFlow {
  readonly node: { loadSavedModel(path: string): Promise<NativeModel> };
}

interface NativeModel {
  readonly signature: { outputs: Record<string, object> };
  predict(input: Tf.Tensor): unknown;
  dispose(): void;
}

/** Inputs and outputs of a SavedModel that takes `columns` columns, read without TensorFlow. Throws with the reason where it is not served. */
export function checkSavedModel(files: SavedModelFiles, columns: number): OnnxGraph {
  const graph = files.get('saved_model.pb');
  const [index, data] = [files.get('variables/variables.index'), files.get('variables/variables.data-00000-of-00001')];
  if (graph === undefined) throw new Error('the SavedModel is refused: it has no saved_model.pb');
  if ((index === undefined) !== (data === undefined))
    throw new Error(`the SavedModel is refused: it has no ${index === undefined ? 'variables.index' : 'variables.data-00000-of-00001'}`);
  return readSavedModel(
    { graph, variables: index === undefined || data === undefined ? undefined : new SavedVariables(index, data) },
    columns,
  );
}

/** Loads a SavedModel out of verified bytes; throws unless it is one that may be served, and TensorFlow itself is here to run it. */
export async function loadSavedModel(
  tf: TensorFlow,
  { modelJson, weights, columns }: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>,
): Promise<ScoringModel> {
  const { file, files } = unpackSavedModel(modelJson, weights);
  const place = findScore(checkSavedModel(files, columns), columns, { ...file });
  if (!isNative(tf))
    throw new Error(`a SavedModel is run by TensorFlow itself, and the backend here is ${tf.getBackend()}: ${HOW_TO_MEND}`);
  const model = await loadedFrom(tf, files);
  // The addon computes all outputs at each call, and prints a line for each that is int64: only the score is asked for.
  model.signature.outputs = Object.fromEntries(Object.entries(model.signature.outputs).filter(([name]) => name === place.output));
  const predict = (rows: Float32Array, count: number): Float32Array<ArrayBuffer> => scored(tf, model, { rows, count, columns, place });
  try {
    for (const count of TRIAL_ROWS) predict(new Float32Array(count * columns), count);
  } catch (error) {
    model.dispose();
    throw new Error(`TensorFlow does not run the SavedModel: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return { predict, dispose: () => model.dispose() };
}

/** The same in this process, where TensorFlow is loaded for it. */
export async function openSavedModel(message: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): Promise<ScoringModel> {
  const { files } = unpackSavedModel(message.modelJson, message.weights);
  // What is wrong with the model is said first, wherever it is looked at.
  checkSavedModel(files, message.columns);
  const tf = await loadNativeTensorFlow().catch((error: unknown) => {
    throw new Error(`a SavedModel is run by TensorFlow itself: ${error instanceof Error ? error.message : String(error)}. ${HOW_TO_MEND}`);
  });
  return loadSavedModel(tf, message);
}

function isNative(tf: TensorFlow): tf is Native {
  return tf.getBackend() === 'tensorflow' && 'node' in tf;
}

/**
 * TensorFlow loads from a folder alone. What was verified is written into one that only this process may enter, and that is gone as soon as it is
 * loaded: so what is loaded is what was verified, whatever becomes of the version's own folder.
 */
async function loadedFrom(tf: Native, files: SavedModelFiles): Promise<NativeModel> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-saved-model-'));
  try {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes, { flag: 'wx', mode: 0o600 });
    }
    return await tf.node.loadSavedModel(folder);
  } catch (error) {
    throw new Error(`TensorFlow does not load the SavedModel: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ToScore {
  readonly rows: Float32Array;
  readonly count: number;
  readonly columns: number;
  readonly place: ScorePlace;
}

function scored(tf: Native, model: NativeModel, { rows, count, columns, place }: ToScore): Float32Array<ArrayBuffer> {
  return tf.tidy(() => {
    const output = model.predict(tf.tensor2d(rows, [count, columns]));
    if (!(output instanceof tf.Tensor)) throw new Error(`it gives no ${place.output}`);
    const { shape, dtype } = output;
    if (dtype !== 'float32' || shape.length === 0 || shape.length > 2 || shape[0] !== count)
      throw new Error(
        `the output ${place.output} is ${dtype} [${shape.join(', ')}] for ${count} rows; a score is float32 [rows, k] or [rows]`,
      );
    return pickScores(output.dataSync<'float32'>(), count, place);
  });
}
