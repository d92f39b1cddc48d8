import { describe, expect, it } from 'vitest';
import { loadBackend } from '../runtime/load-backend.js';
import { loadGraphModel } from '../runtime/graph-model.js';

const ROWS = Float32Array.of(0.5, -1, 2, 0.25);
const KERNEL = Float32Array.of(0.5, -0.75);
const fused = (activation: string): object => ({
  fused_ops: { list: { s: ['BiasAdd', activation].filter((name) => name !== '').map((name) => Buffer.from(name).toString('base64')) } },
  num_args: { i: '1' },
  leakyrelu_alpha: { f: 0.2 },
});

function files(activation: string, biasShape: readonly number[]): { readonly modelJson: Uint8Array; readonly weights: Uint8Array } {
  const specs = [
    { name: 'w', shape: [2, 1] },
    { name: 'b', shape: biasShape },
  ];
  const model = {
    modelTopology: {
      node: [
        ...specs.map(({ name }) => ({ name, op: 'Const' })),
        {
          name: 'rows',
          op: 'Placeholder',
          attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { dim: [{ size: '-1' }, { size: '2' }] } } },
        },
        { name: 'score', op: '_FusedMatMul', input: ['rows', 'w', 'b'], attr: fused(activation) },
      ],
    },
    weightsManifest: [{ paths: [], weights: specs.map((spec) => ({ ...spec, dtype: 'float32' })) }],
  };
  return {
    modelJson: new TextEncoder().encode(JSON.stringify(model)),
    weights: new Uint8Array(Float32Array.of(...KERNEL, 0.125).buffer),
  };
}

const ACTIVATIONS: readonly [string, (x: number) => number][] = [
  ['', (x) => x],
  ['Tanh', Math.tanh],
  ['Relu', (x) => Math.max(0, x)],
  ['Relu6', (x) => Math.min(6, Math.max(0, x))],
  ['Elu', (x) => (x < 0 ? Math.expm1(x) : x)],
  ['Sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  ['LeakyRelu', (x) => (x < 0 ? 0.2 * x : x)],
];

describe.each(['wasm', 'cpu'] as const)('a product, bias and activation in one node, on %s', (backend) => {
  it.each(ACTIVATIONS.flatMap(([name, of]) => [[1], []].map((shape) => [name, shape, of] as const)))(
    'with the activation "%s" and a bias of shape [%s]',
    async (activation, shape, of) => {
      const { tf } = await loadBackend(backend);
      const model = await loadGraphModel(tf, { ...files(activation, shape), columns: 2 });
      const scores = await model.predict(ROWS, 2);
      [0, 1].forEach((row) => expect(scores[row]).toBeCloseTo(of(ROWS[row * 2]! * 0.5 - ROWS[row * 2 + 1]! * 0.75 + 0.125), 6));
      model.dispose();
    },
  );

  it('is refused where the names that it would take are taken', async () => {
    const { tf } = await loadBackend(backend);
    const { modelJson, weights } = files('Tanh', [1]);
    const taken = new TextDecoder().decode(modelJson).replaceAll('"w"', '"score/apart/product"');
    await expect(loadGraphModel(tf, { modelJson: new TextEncoder().encode(taken), weights, columns: 2 })).rejects.toThrow(
      /a node is named score\/apart\/product, which is taken/,
    );
  });
});
