import type { Recipe } from '@gavel/models';

const NETWORK = {
  hidden: [256, 32],
  dropout: 0.2,
  l2: 0.00001,
  learningRate: 0.003,
  batchSize: 512,
  epochs: 20,
  patience: 6,
  classWeight: 1,
};
const TREES = {
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

/** What is trained when no plan says otherwise: networks and trees, which are wrong in different places. Chosen on the validation weeks of the Handbook's data. */
export const DEFAULT_RECIPE: Recipe = {
  members: [
    { family: 'network', share: 0.4, seeds: 1, options: NETWORK },
    { family: 'trees', share: 0.3, seeds: 2, options: TREES },
    { family: 'trees', share: 0.3, seeds: 2, options: { ...TREES, maxDepth: 4, columnShare: 0.5, l2: 3 } },
  ],
  calibrator: 'auto',
};
