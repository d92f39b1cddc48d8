import { decodeBlend } from '../artifact/blend-file.js';
import { logit, sigmoid } from '../artifact/logit.js';
import { decodeTrees } from '../artifact/tree-file.js';
import { treeScorer } from '../artifact/score-trees.js';
import { loadGraphModel } from './graph-model.js';
import { loadNetwork, predictRows, predictRowsLater } from './layers-model.js';
import type { TensorFlow } from './load-backend.js';
import { loadOnnxModel } from './onnx-model.js';
import { loadSavedModel } from './saved-model.js';
import type { LoadMessage } from './worker-messages.js';

/** A model of any format, ready to score. */
export interface ScoringModel {
  /** Probabilities of `count` rows, before prior correction and calibrator. */
  readonly predict: (rows: Float32Array, count: number) => Float32Array<ArrayBuffer> | Promise<Float32Array<ArrayBuffer>>;
  readonly dispose: () => void;
}

/** Parses a model out of verified bytes; throws unless it takes [rows, columns] and gives a probability each. */
export async function loadScoringModel(
  tf: TensorFlow,
  message: Pick<LoadMessage, 'format' | 'modelJson' | 'weights' | 'columns'>,
): Promise<ScoringModel> {
  if (message.format === 'onnx') return loadOnnxModel(message);
  if (message.format === 'tfjs-graph') return loadGraphModel(tf, message);
  if (message.format === 'saved-model') return loadSavedModel(tf, message);
  if (message.format === 'trees') return loadTrees(message);
  if (message.format === 'blend') return loadBlend(tf, message);
  const network = await loadNetwork(tf, message);
  const predict = tf.getBackend() === 'webgpu' ? predictRowsLater : predictRows;
  return { predict: (rows, count) => predict(tf, network, rows, count), dispose: network.dispose };
}

function loadTrees({ modelJson, weights, columns }: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): ScoringModel {
  const ensemble = decodeTrees(modelJson, weights);
  if (ensemble.columns !== columns) throw new Error(`the trees take ${ensemble.columns} columns; the artifact's inputs make ${columns}`);
  const logits = treeScorer(ensemble);
  return {
    predict: (rows, count) => Float32Array.from(logits(rows, count), sigmoid),
    dispose: () => undefined,
  };
}

async function loadBlend(tf: TensorFlow, message: Pick<LoadMessage, 'modelJson' | 'weights' | 'columns'>): Promise<ScoringModel> {
  const members = decodeBlend(message.modelJson, message.weights);
  const loaded: { readonly share: number; readonly model: ScoringModel }[] = [];
  const dispose = (): void => loaded.forEach(({ model }) => model.dispose());
  try {
    for (const { share, ...member } of members)
      loaded.push({ share, model: await loadScoringModel(tf, { ...member, columns: message.columns }) });
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    predict: (rows, count) => blendedWhenThere(loaded.map(({ share, model }) => ({ share, probabilities: model.predict(rows, count) }))),
    dispose,
  };
}

/** At once where every member answers at once. */
function blendedWhenThere(
  members: readonly { readonly share: number; readonly probabilities: ReturnType<ScoringModel['predict']> }[],
): ReturnType<ScoringModel['predict']> {
  const there = members.flatMap(({ share, probabilities }) => (probabilities instanceof Promise ? [] : [{ share, probabilities }]));
  if (there.length === members.length) return blended(there);
  return Promise.all(members.map(async ({ share, probabilities }) => ({ share, probabilities: await probabilities }))).then(blended);
}

/** The probability of the members' average logit. */
export function blended(members: readonly { readonly share: number; readonly probabilities: Float32Array }[]): Float32Array<ArrayBuffer> {
  const count = members[0]?.probabilities.length ?? 0;
  return Float32Array.from({ length: count }, (_, row) =>
    sigmoid(members.reduce((sum, { share, probabilities }) => sum + share * logit(probabilities[row] ?? Number.NaN), 0)),
  );
}
