import { z } from 'zod';
import { readLayersFile } from '../runtime/read-layers-file.js';
const topologySchema = z.object({
    class_name: z.literal('Sequential'),
    config: z.object({
        layers: z.array(z.object({
            class_name: z.string(),
            config: z.object({ name: z.string().optional(), activation: z.string().optional() }),
        })),
    }),
});
/** Layers that pass on what they get when the network scores. */
const PASSING = new Set(['Dropout', 'InputLayer', 'AlphaDropout', 'GaussianDropout', 'GaussianNoise']);
/** The dense layers of a sequential network, as every network that is trained here is one. Throws where it has others. */
export function readDenseLayers(modelJson, weights, columns) {
    const { modelTopology, weightSpecs } = readLayersFile(modelJson, weights, columns);
    const parsed = topologySchema.safeParse('model_config' in modelTopology ? modelTopology.model_config : modelTopology);
    if (!parsed.success)
        throw new Error('the network is not one of layers in a row: such are not exported');
    const numbers = new Float32Array(weights.slice().buffer);
    let at = 0;
    const stored = new Map(weightSpecs.map(({ name, shape }) => {
        const size = shape.reduce((product, part) => product * part, 1);
        at += size;
        return [name, { shape, values: numbers.subarray(at - size, at) }];
    }));
    return parsed.data.config.layers.flatMap(({ class_name: kind, config }) => {
        if (PASSING.has(kind))
            return [];
        const [kernel, bias] = [stored.get(`${config.name ?? ''}/kernel`), stored.get(`${config.name ?? ''}/bias`)];
        const [inputs, units] = kernel?.shape ?? [];
        if (kind !== 'Dense' || kernel === undefined || bias === undefined || inputs === undefined || units === undefined)
            throw new Error(`the network has the layer ${config.name ?? ''} (${kind}), which is not exported: dense layers with a bias are`);
        return [{ inputs, units, kernel: kernel.values, bias: bias.values, activation: config.activation ?? 'linear' }];
    });
}
//# sourceMappingURL=dense-layers.js.map