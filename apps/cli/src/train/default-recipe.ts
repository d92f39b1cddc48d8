import type { Recipe } from '@gavel/models';

/** Chosen on the weeks 2018-07-04 to 07-31 of the Handbook's data, which stand before every week that figures are taken on. */
export const DEFAULT_NETWORK = {
  hidden: [256, 32],
  dropout: 0.2,
  l2: 0.00001,
  learningRate: 0.003,
  batchSize: 512,
  epochs: 20,
  patience: 6,
  classWeight: 1,
};
/** Chosen on the same weeks. */
export const DEFAULT_TREES = {
  trees: 160,
  patience: 40,
  learningRate: 0.1,
  maxDepth: 5,
  minHessian: 1,
  l2: 1,
  rowShare: 0.7,
  columnShare: 0.7,
  classWeight: 1,
};

/** What is trained when no plan says otherwise: networks and trees, which are wrong in different places. */
export const DEFAULT_RECIPE: Recipe = {
  members: [
    { family: 'network', share: 0.4, seeds: 1, options: DEFAULT_NETWORK },
    { family: 'trees', share: 0.3, seeds: 2, options: DEFAULT_TREES },
    { family: 'trees', share: 0.3, seeds: 2, options: { ...DEFAULT_TREES, maxDepth: 4, columnShare: 0.5, l2: 3 } },
  ],
  calibrator: 'auto',
};
