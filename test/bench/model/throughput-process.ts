import {
  encodeOnnxFile,
  exportLayersModel,
  exportOnnxModel,
  loadBackend,
  loadOnnxModel,
  predictRows,
  predictRowsLater,
  type BackendName,
  type DenseLayer,
} from '@gavel/models';

/** What networks are scored on: TensorFlow.js, or ONNX Runtime with the exported network. */
export type BenchBackend = BackendName | 'onnxruntime';

/** What the parent is told; one message a backend, or why it is not here. */
export type ThroughputMessage =
  | { readonly backend: BenchBackend; readonly rowsPerSecond: Readonly<Record<string, number>> }
  | { readonly backend: BenchBackend; readonly absent: string };

/** Hidden layers by name: a small scorer, the shipped size, and one for which a GPU may pay. */
const WIDTHS: Readonly<Record<string, readonly number[]>> = {
  'narrow 32-16': [32, 16],
  'usual 128-64-32': [128, 64, 32],
  'wide 1024-512-256': [1024, 512, 256],
};
const COLUMNS = 32;
const BATCHES = [1, 8, 32, 128, 512, 1024];
const SPENT_MS = 250;
const LEAST_CALLS = 5;

/** Scores a batch of rows on one network. */
interface Scorer {
  readonly score: (rows: Float32Array, batch: number) => unknown;
  readonly dispose: () => void;
}
type Opener = (hidden: readonly number[]) => Promise<Scorer>;

/** Rows a second of one backend, by width and batch: of the quickest call, because others use the machine too. */
async function measure(backend: BenchBackend): Promise<ThroughputMessage> {
  const open = await openerOf(backend).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof open === 'string') return { backend, absent: open };
  const rowsPerSecond: Record<string, number> = {};
  for (const [name, hidden] of Object.entries(WIDTHS)) {
    const { score, dispose } = await open(hidden);
    for (const batch of BATCHES) {
      const rows = Float32Array.from({ length: batch * COLUMNS }, (_, index) => Math.sin(index));
      rowsPerSecond[`${name}/${batch}`] = (batch * 1000) / (await quickest(() => score(rows, batch)));
    }
    dispose();
  }
  return { backend, rowsPerSecond };
}

async function openerOf(backend: BenchBackend): Promise<Opener> {
  if (backend === 'onnxruntime') {
    // Tried once, so that its absence is told like that of any other.
    (await openOnnx([1])).dispose();
    return openOnnx;
  }
  const { tf } = await loadBackend(backend);
  return (hidden) => {
    const layers = [...hidden, 1].map((units, index) =>
      tf.layers.dense({
        units,
        activation: index === hidden.length ? 'sigmoid' : 'relu',
        ...(index === 0 ? { inputShape: [COLUMNS] } : {}),
      }),
    );
    const model = tf.sequential({ layers });
    const predict = backend === 'webgpu' ? predictRowsLater : predictRows;
    return Promise.resolve({ score: (rows, batch) => predict(tf, model, rows, batch), dispose: () => model.dispose() });
  };
}

/** The same network as gavel export writes it. */
async function openOnnx(hidden: readonly number[]): Promise<Scorer> {
  const widths = [COLUMNS, ...hidden, 1];
  const layers: DenseLayer[] = widths.slice(1).map((units, layer) => {
    const inputs = widths[layer] ?? 1;
    const kernel = Float32Array.from({ length: inputs * units }, (_, index) => Math.sin(index * 7) / Math.sqrt(inputs));
    return { inputs, units, kernel, bias: new Float32Array(units) };
  });
  const onnx = exportOnnxModel({ ...exportLayersModel(layers, 0), format: 'tfjs-layers', columns: COLUMNS });
  const modelJson = encodeOnnxFile({ format: 'onnx', input: 'rows', output: 'score', column: 0, gives: 'probability' });
  const { predict, dispose } = await loadOnnxModel({ modelJson, weights: onnx, columns: COLUMNS });
  return { score: predict, dispose };
}

async function quickest(work: () => unknown): Promise<number> {
  await work();
  let best = Infinity;
  const startMs = performance.now();
  for (let calls = 0; calls < LEAST_CALLS || performance.now() - startMs < SPENT_MS; calls += 1) {
    const beganMs = performance.now();
    await work();
    best = Math.min(best, performance.now() - beganMs);
  }
  return best;
}

const asked = process.argv[2] as BenchBackend;
process.send?.(await measure(asked));
process.disconnect?.();
