import type { Recipe } from '@gavel/models';
import { DEFAULT_NETWORK as NETWORK, DEFAULT_RECIPE, DEFAULT_TREES as TREES } from '../../../apps/cli/src/train/default-recipe.js';

const network = (share: number, seeds: number) => ({ family: 'network' as const, share, seeds, options: NETWORK });
const trees = (share: number, change: Partial<typeof TREES> = {}, seeds = 1) => ({
  family: 'trees' as const,
  share,
  seeds,
  options: { ...TREES, ...change },
});

/** What is compared; `blend` is what would be published. */
export const RECIPES = {
  logistic: { members: [{ family: 'logistic', share: 1, seeds: 1, options: { l2: 1, classWeight: 1 } }], calibrator: 'auto' },
  trees: { members: [trees(1)], calibrator: 'auto' },
  network: { members: [network(1, 1)], calibrator: 'auto' },
  blend: DEFAULT_RECIPE,
} satisfies Record<string, Recipe>;

const logistic = (share: number, l2: number) => ({ family: 'logistic' as const, share, seeds: 1, options: { l2, classWeight: 1 } });

/** Of the other sets: chosen on what their own watched rows said. */
export const OTHER_RECIPES = {
  sparkov: { members: [trees(1, { trees: 250, patience: 30, maxDepth: 7, columnShare: 0.5, rowShare: 0.8 })], calibrator: 'auto' },
  taiwan: {
    members: [
      { ...trees(0.7, { trees: 300, patience: 40, learningRate: 0.05, maxDepth: 5, minHessian: 10, l2: 5, columnShare: 0.4 }), seeds: 3 },
      { ...network(0.3, 3), options: { ...NETWORK, hidden: [64, 32], learningRate: 0.001, l2: 0.0001, patience: 4 } },
    ],
    calibrator: 'auto',
  },
  german: {
    members: [
      logistic(0.6, 5),
      { ...trees(0.4, { trees: 200, patience: 40, learningRate: 0.05, maxDepth: 3, minHessian: 3, l2: 5, columnShare: 0.4 }), seeds: 3 },
    ],
    calibrator: 'auto',
  },
} satisfies Record<string, Recipe>;
