import { loadBackend, predictRows, predictRowsLater, type BackendName } from '@gavel/models';

/** What the parent is told; one message a backend, or why it is not here. */
export type ThroughputMessage =
  | { readonly backend: BackendName; readonly rowsPerSecond: Readonly<Record<string, number>> }
  | { readonly backend: BackendName; readonly absent: string };

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

/** Rows a second of one backend, by width and batch: of the quickest call, because others use the machine too. */
async function measure(backend: BackendName): Promise<ThroughputMessage> {
  const loaded = await loadBackend(backend).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof loaded === 'string') return { backend, absent: loaded };
  const { tf } = loaded;
  const predict = backend === 'webgpu' ? predictRowsLater : predictRows;
  const rowsPerSecond: Record<string, number> = {};
  for (const [name, hidden] of Object.entries(WIDTHS)) {
    const layers = [...hidden, 1].map((units, index) =>
      tf.layers.dense({
        units,
        activation: index === hidden.length ? 'sigmoid' : 'relu',
        ...(index === 0 ? { inputShape: [COLUMNS] } : {}),
      }),
    );
    const model = tf.sequential({ layers });
    for (const batch of BATCHES) {
      const rows = Float32Array.from({ length: batch * COLUMNS }, (_, index) => Math.sin(index));
      rowsPerSecond[`${name}/${batch}`] = (batch * 1000) / (await quickest(() => predict(tf, model, rows, batch)));
    }
    model.dispose();
  }
  return { backend, rowsPerSecond };
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

const asked = process.argv[2] as BackendName;
process.send?.(await measure(asked));
process.disconnect?.();
