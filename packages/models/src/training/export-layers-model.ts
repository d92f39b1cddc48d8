import type { DenseWeights } from './network.js';

/** The two files of a TensorFlow.js layers model. */
export interface ModelFiles {
  readonly modelJson: Uint8Array;
  /** Kernel and bias of each layer in order, float32, little-endian. */
  readonly weights: Uint8Array;
}

export interface NetworkShape {
  readonly columns: number;
  readonly hidden: readonly number[];
  readonly dropout: number;
}

/**
 * Writes the network in TensorFlow.js's own layers format, as `tf.loadLayersModel` reads it. Written out here, not by
 * `model.save`, because that puts the date into the file and the same training would not give the same bytes.
 */
export function exportLayersModel(weights: readonly DenseWeights[], shape: NetworkShape): ModelFiles {
  const model = {
    format: 'layers-model',
    generatedBy: 'Gavel',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: 'network', layers: layerConfigs(shape) },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [{ paths: ['weights.bin'], weights: weights.flatMap((layer, index) => weightSpecs(layer, index)) }],
  };
  return { modelJson: new TextEncoder().encode(`${JSON.stringify(model, undefined, 2)}\n`), weights: weightBytes(weights) };
}

function layerConfigs({ columns, hidden, dropout }: NetworkShape): object[] {
  const layers = [...hidden, 1].flatMap((units, index) => {
    const isLast = index === hidden.length;
    const input = index === 0 ? { batch_input_shape: [null, columns], dtype: 'float32' } : {};
    const dense = {
      class_name: 'Dense',
      config: { name: denseName(index), units, activation: isLast ? 'sigmoid' : 'relu', use_bias: true, ...input },
    };
    const dropped = dropout > 0 && index < hidden.length - 1;
    return dropped ? [dense, { class_name: 'Dropout', config: { name: `dropout_${index + 1}`, rate: dropout } }] : [dense];
  });
  return layers;
}

function weightSpecs({ kernel, bias }: DenseWeights, index: number): object[] {
  return [
    { name: `${denseName(index)}/kernel`, shape: kernel.shape, dtype: 'float32' },
    { name: `${denseName(index)}/bias`, shape: bias.shape, dtype: 'float32' },
  ];
}

function denseName(index: number): string {
  return `dense_${index + 1}`;
}

function weightBytes(weights: readonly DenseWeights[]): Uint8Array {
  const parts = weights.flatMap(({ kernel, bias }) => [kernel.dataSync(), bias.dataSync()]);
  const bytes = Buffer.alloc(parts.reduce((sum, part) => sum + part.length * 4, 0));
  let offset = 0;
  for (const part of parts) for (const value of part) offset = bytes.writeFloatLE(value, offset);
  return new Uint8Array(bytes);
}
