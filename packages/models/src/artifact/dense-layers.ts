import { z } from 'zod';
import { readLayersFile } from '../runtime/read-layers-file.js';

/** A dense layer as its file has it. */
export interface ActiveLayer {
  readonly inputs: number;
  readonly units: number;
  /** Row-major, `inputs` × `units`. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly activation: string;
}

const topologySchema = z.object({
  class_name: z.literal('Sequential'),
  config: z.object({
    layers: z.array(
      z.object({
        class_name: z.string(),
        config: z.object({ name: z.string().optional(), activation: z.string().optional() }),
      }),
    ),
  }),
});

/** Layers that pass on what they get when the network scores. */
const PASSING = new Set(['Dropout', 'InputLayer', 'AlphaDropout', 'GaussianDropout', 'GaussianNoise']);

/** The dense layers of a sequential network, as every network that is trained here is one; why not, where it has others. */
export function findDenseLayers(modelJson: Uint8Array, weights: Uint8Array, columns: number): readonly ActiveLayer[] | string {
  const { modelTopology, weightSpecs } = readLayersFile(modelJson, weights, columns);
  const parsed = topologySchema.safeParse('model_config' in modelTopology ? modelTopology.model_config : modelTopology);
  if (!parsed.success) return 'it is not one of layers in a row';
  const numbers = new Float32Array(weights.slice().buffer);
  let at = 0;
  const stored = new Map(
    weightSpecs.map(({ name, shape }) => {
      const size = shape.reduce((product, part) => product * part, 1);
      at += size;
      return [name, { shape, values: numbers.subarray(at - size, at) }];
    }),
  );
  const layers: ActiveLayer[] = [];
  for (const { class_name: kind, config } of parsed.data.config.layers) {
    if (PASSING.has(kind)) continue;
    const [kernel, bias] = [stored.get(`${config.name ?? ''}/kernel`), stored.get(`${config.name ?? ''}/bias`)];
    const [inputs, units] = kernel?.shape ?? [];
    if (kind !== 'Dense' || kernel === undefined || bias === undefined || inputs === undefined || units === undefined)
      return `it has the layer ${config.name ?? ''} (${kind}), which is not a dense one with a bias`;
    layers.push({ inputs, units, kernel: kernel.values, bias: bias.values, activation: config.activation ?? 'linear' });
  }
  return layers;
}
