import {
  encodeOnnxFile,
  exportLayersModel,
  exportOnnxModel,
  loadBackend,
  loadOnnxModel,
  loadScoringModel,
  type BackendName,
  type DenseLayer,
  type ScoringModel,
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

type Opener = (hidden: readonly number[]) => Promise<ScoringModel>;

/** Rows a second of one backend, by width and batch: of the quickest call, because others use the machine too. */
async function measure(backend: BenchBackend): Promise<ThroughputMessage> {
  const open = await openerOf(backend).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof open === 'string') return { backend, absent: open };
  const rowsPerSecond: Record<string, number> = {};
  for (const [name, hidden] of Object.entries(WIDTHS)) {
    const { predict, dispose } = await open(hidden);
    for (const batch of BATCHES) {
      const rows = Float32Array.from({ length: batch * COLUMNS }, (_, index) => Math.sin(index));
      rowsPerSecond[`${name}/${batch}`] = (batch * 1000) / (await quickest(() => predict(rows, batch)));
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
  return (hidden) => loadScoringModel(tf, networkOf(hidden));
}

/** A network as it is published. */
function networkOf(hidden: readonly number[]): Parameters<typeof exportOnnxModel>[0] {
  const widths = [COLUMNS, ...hidden, 1];
  const layers: DenseLayer[] = widths.slice(1).map((units, layer) => {
    const inputs = widths[layer] ?? 1;
    const kernel = Float32Array.from({ length: inputs * units }, (_, index) => Math.sin(index * 7) / Math.sqrt(inputs));
    return { inputs, units, kernel, bias: new Float32Array(units) };
  });
  return { ...exportLayersModel(layers, 0), format: 'tfjs-layers', columns: COLUMNS };
}

/** The same network as gavel export writes it. */
function openOnnx(hidden: readonly number[]): Promise<ScoringModel> {
  const modelJson = encodeOnnxFile({ format: 'onnx', input: 'rows', output: 'score', column: 0, gives: 'probability' });
  return loadOnnxModel({ modelJson, weights: exportOnnxModel(networkOf(hidden)), columns: COLUMNS });
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
