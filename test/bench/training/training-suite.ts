import type { Suite } from '../metrics.js';
import { handbookBench, otherSetsBench } from './handbook-bench.js';
import { speedBench } from './speed-bench.js';

/** What training is worth on the sets that others published figures for, and how long a million rows take. */
export const trainingSuite: Suite = {
  name: 'training',
  run: async () => ({ ...(await speedBench()), ...(await otherSetsBench()), ...(await handbookBench()) }),
};
