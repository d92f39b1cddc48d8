import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { areaUnderCurve, trainNetwork, type Table } from '@gavel/models';
import type { Metrics } from '../metrics.js';
import { RandomNumbers } from '../rules/random-numbers.js';
import { table as textTable } from '../table.js';

const ROWS = 1_000_000;
const TEST_ROWS = 100_000;
const COLUMNS = 30;
const EPOCHS = 10;
const HIDDEN = [64, 32];
const BATCH = 1024;
const RATE = 0.001;

/** The same network by scikit-learn, on the same rows; prints seconds, CPU seconds and probabilities' AUC as JSON. */
const SKLEARN = `
import json, sys, time, resource, warnings
import numpy as np, sklearn
from sklearn.neural_network import MLPClassifier
from sklearn.metrics import roc_auc_score
warnings.filterwarnings('ignore')
folder, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = np.fromfile(folder + '/rows.bin', dtype='<f4').reshape(-1, columns)
y = np.fromfile(folder + '/labels.bin', dtype='u1')
model = MLPClassifier(hidden_layer_sizes=(${HIDDEN.join(', ')}), batch_size=${BATCH}, max_iter=${EPOCHS}, learning_rate_init=${RATE}, alpha=0, tol=0, n_iter_no_change=1000, random_state=1)
wall, cpu = time.time(), time.process_time()
model.fit(x[:rows], y[:rows])
wall, cpu = time.time() - wall, time.process_time() - cpu
auc = roc_auc_score(y[rows:], model.predict_proba(x[rows:])[:, 1])
print(json.dumps({'wallS': wall, 'cpuS': cpu, 'auc': auc, 'memoryMb': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 'version': sklearn.__version__}))
`;

interface Timed {
  readonly wallS: number;
  readonly cpuS: number;
  readonly auc: number;
  readonly memoryMb: number;
}

/** A million rows of 30 features, 10 epochs, by us and by scikit-learn (of the python in `GAVEL_BENCH_PYTHON`, else `python3`), one after the other. */
export async function speedBench(): Promise<Metrics> {
  const data = drawRows();
  const ours = await trainOurs(data);
  const theirs = await trainTheirs(data).catch((error: unknown) => {
    process.stdout.write(`scikit-learn was not run: ${error instanceof Error ? error.message.split('\n').at(-2) : String(error)}\n`);
    return undefined;
  });
  const row = (name: string, { wallS, cpuS, auc, memoryMb }: Timed): string[] => [
    name,
    wallS.toFixed(1),
    cpuS.toFixed(1),
    auc.toFixed(4),
    memoryMb.toFixed(0),
  ];
  process.stdout.write(
    `\n${textTable(
      [`${ROWS} × ${COLUMNS}, ${EPOCHS} epochs`, 's', 'CPU s', 'AUC', 'MB'],
      [row('TensorFlow.js (WASM)', ours), ...(theirs === undefined ? [] : [row('scikit-learn MLPClassifier', theirs)])],
    )}\n\n`,
  );
  return {
    train_1m_s: ours.wallS,
    train_1m_cpu_s: ours.cpuS,
    train_1m_auc: ours.auc,
    train_1m_memory_mb: ours.memoryMb,
    ...(theirs === undefined ? {} : { sklearn_1m_s: theirs.wallS, sklearn_1m_cpu_s: theirs.cpuS, sklearn_1m_auc: theirs.auc }),
  };
}

/** Labels that a linear model cannot tell: products, thresholds and noise; 3 % frauds. */
function drawRows(): Table {
  const random = new RandomNumbers(1);
  const count = ROWS + TEST_ROWS;
  const rows = new Float32Array(count * COLUMNS);
  const labels = new Uint8Array(count);
  for (let row = 0; row < count; row += 1) {
    const from = row * COLUMNS;
    for (let column = 0; column < COLUMNS; column += 1) rows[from + column] = random.next() * 3.46 - 1.73;
    const x = (column: number): number => rows[from + column]!;
    const logit = 1.5 * x(0) * x(1) + Math.max(0, x(2)) * 2 + x(3) - Math.abs(x(4)) * 1.5 + x(5) * x(6) * x(7) - 4;
    labels[row] = random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  }
  return { columns: COLUMNS, rows, labels };
}

async function trainOurs({ rows, labels }: Table): Promise<Timed> {
  const train = { columns: COLUMNS, rows: rows.subarray(0, ROWS * COLUMNS), labels: labels.subarray(0, ROWS) };
  const test = { columns: COLUMNS, rows: rows.subarray(ROWS * COLUMNS), labels: labels.subarray(ROWS) };
  const options = {
    hidden: HIDDEN,
    dropout: 0,
    l2: 0,
    learningRate: RATE,
    batchSize: BATCH,
    epochs: EPOCHS,
    patience: EPOCHS,
    classWeight: 1,
  };
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  let memoryMb = 0;
  const onRound = (): void => void (memoryMb = Math.max(memoryMb, process.memoryUsage().rss / 1e6));
  const model = await trainNetwork({ train, options, seed: 1, onRound });
  const [wallS, { user, system }] = [(performance.now() - wall) / 1000, process.cpuUsage(cpu)];
  return { wallS, cpuS: (user + system) / 1e6, auc: areaUnderCurve({ scores: model.predict(test), labels: test.labels }), memoryMb };
}

async function trainTheirs({ rows, labels }: Table): Promise<Timed> {
  const folder = await mkdtemp(join(tmpdir(), 'gavel-bench-'));
  try {
    await writeFile(join(folder, 'rows.bin'), new Uint8Array(rows.buffer));
    await writeFile(join(folder, 'labels.bin'), labels);
    const python = process.env['GAVEL_BENCH_PYTHON'] ?? 'python3';
    const { stdout } = await promisify(execFile)(python, ['-c', SKLEARN, folder, String(ROWS), String(COLUMNS)]);
    return JSON.parse(stdout) as Timed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
