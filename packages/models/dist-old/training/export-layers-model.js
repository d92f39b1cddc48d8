/**
 * Writes the network in TensorFlow.js's own layers format, as `tf.loadLayersModel` reads it. Written out here, not by
 * `model.save`, because that puts the date into the file and the same training would not give the same bytes.
 */
export function exportLayersModel(layers, dropout) {
    const model = {
        format: 'layers-model',
        generatedBy: 'Gavel',
        convertedBy: null,
        modelTopology: {
            class_name: 'Sequential',
            config: { name: 'network', layers: layerConfigs(layers, dropout) },
            keras_version: 'tfjs-layers 4.22.0',
            backend: 'tensor_flow.js',
        },
        weightsManifest: [{ paths: ['weights.bin'], weights: layers.flatMap((layer, index) => weightSpecs(layer, index)) }],
    };
    return { modelJson: new TextEncoder().encode(`${JSON.stringify(model, undefined, 2)}\n`), weights: weightBytes(layers) };
}
function layerConfigs(layers, dropout) {
    const last = layers.length - 1;
    return layers.flatMap(({ inputs, units }, index) => {
        const input = index === 0 ? { batch_input_shape: [null, inputs], dtype: 'float32' } : {};
        const dense = {
            class_name: 'Dense',
            config: { name: denseName(index), units, activation: index === last ? 'sigmoid' : 'relu', use_bias: true, ...input },
        };
        const isDropped = dropout > 0 && index < last - 1;
        return isDropped ? [dense, { class_name: 'Dropout', config: { name: `dropout_${index + 1}`, rate: dropout } }] : [dense];
    });
}
function weightSpecs({ inputs, units }, index) {
    return [
        { name: `${denseName(index)}/kernel`, shape: [inputs, units], dtype: 'float32' },
        { name: `${denseName(index)}/bias`, shape: [units], dtype: 'float32' },
    ];
}
function denseName(index) {
    return `dense_${index + 1}`;
}
function weightBytes(layers) {
    const parts = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
    const bytes = Buffer.alloc(parts.reduce((sum, part) => sum + part.length * 4, 0));
    let offset = 0;
    for (const part of parts)
        for (const value of part)
            offset = bytes.writeFloatLE(value, offset);
    return new Uint8Array(bytes);
}
//# sourceMappingURL=export-layers-model.js.map