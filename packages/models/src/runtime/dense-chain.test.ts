import { describe, expect, it } from 'vitest';
import { findDenseLayers } from '../artifact/dense-layers.js';
import { denseChain } from './dense-chain.js';
import { loadLayersModel, loadNetwork, predictRows } from './layers-model.js';
import { loadBackend } from './load-backend.js';

const COLUMNS = 7;
const WIDTHS = [COLUMNS, 13, 5, 1];

/** A network as Keras would write it, with dropout behind the first layer. */
function networkFile(activation: string): { readonly modelJson: Uint8Array; readonly weights: Uint8Array; readonly columns: number } {
  const dense = WIDTHS.slice(1).map((units, place) => ({
    class_name: 'Dense',
    config: {
      name: `dense_${place}`,
      units,
      activation: place === WIDTHS.length - 2 ? 'sigmoid' : activation,
      ...(place === 0 ? { batch_input_shape: [null, COLUMNS] } : {}),
    },
  }));
  const dropout = { class_name: 'Dropout', config: { name: 'dropout', rate: 0.5 } };
  const specs = WIDTHS.slice(1).flatMap((units, place) => [
    { name: `dense_${place}/kernel`, shape: [WIDTHS[place]!, units], dtype: 'float32' },
    { name: `dense_${place}/bias`, shape: [units], dtype: 'float32' },
  ]);
  const size = specs.reduce((sum, { shape }) => sum + shape.reduce((product, part) => product * part, 1), 0);
  const model = {
    modelTopology: { class_name: 'Sequential', config: { name: 'net', layers: [dense[0], dropout, ...dense.slice(1)] } },
    weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
  };
  return {
    modelJson: new TextEncoder().encode(JSON.stringify(model)),
    weights: new Uint8Array(Float32Array.from({ length: size }, (_, at) => Math.sin(at * 12.9898) / 3).buffer),
    columns: COLUMNS,
  };
}

describe('denseChain', () => {
  it.each(['relu', 'tanh', 'sigmoid', 'linear', 'elu'])('scores as the layers model does, with %s', async (activation) => {
    const { tf } = await loadBackend('wasm');
    const file = networkFile(activation);
    const [layers, network] = [await loadLayersModel(tf, file), await loadNetwork(tf, file)];
    const whole = {
      forward: (rows: Parameters<typeof network.forward>[0]) => layers.predictOnBatch(rows) as ReturnType<typeof network.forward>,
      dispose: () => layers.dispose(),
    };
    for (const count of [1, 3, 64]) {
      const rows = Float32Array.from({ length: count * COLUMNS }, (_, at) => 3 * Math.cos(at * 7.3));
      const [asLayers, asChain] = [predictRows(tf, whole, rows, count), predictRows(tf, network, rows, count)];
      expect(Math.max(...asLayers.map((score, row) => Math.abs(score - asChain[row]!)))).toBeLessThan(1e-6);
      expect(new Set(asLayers).size).toBe(count);
    }
    layers.dispose();
    network.dispose();
  });

  it('leaves other activations to the layers model', async () => {
    const { tf } = await loadBackend('wasm');
    const of = (activation: string): unknown => {
      const { modelJson, weights, columns } = networkFile(activation);
      const layers = findDenseLayers(modelJson, weights, columns);
      return typeof layers === 'string' ? layers : denseChain(tf, layers);
    };
    expect(of('elu')).toBeUndefined();
    expect(of('relu')).toBeDefined();
  });

  it('leaves no tensor behind', async () => {
    const { tf } = await loadBackend('wasm');
    const before = tf.memory().numTensors;
    const network = await loadNetwork(tf, networkFile('relu'));
    expect(tf.memory().numTensors).toBe(before + 6);
    predictRows(tf, network, new Float32Array(COLUMNS), 1);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
