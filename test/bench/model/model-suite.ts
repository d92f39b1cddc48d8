import type { Suite } from '../metrics.js';
import { openBenchModels } from './bench-models.js';
import { explainScores } from './explain-scores.js';
import { falseDrift } from './false-drift.js';
import { reloadMemory } from './reload-memory.js';
import { remoteScore } from './remote-score.js';
import { scoreLoop } from './score-loop.js';
import { throughput } from './throughput.js';

/** What models cost: rows a second, the event loop, explanations, drift's alarms, and the memory of reloads. */
export const modelSuite: Suite = {
  name: 'model',
  run: async ({ seed }) => {
    const rates = await throughput();
    const remote = await remoteScore();
    const models = await openBenchModels();
    try {
      const loop = await scoreLoop(models);
      const explained = await explainScores(models);
      const memory = await reloadMemory(models);
      return { ...rates, ...remote, ...loop, ...explained, ...memory, ...falseDrift(seed) };
    } finally {
      await models.close();
    }
  },
};
