import type { Suite } from '../metrics.js';
import { inProcessPart } from './in-process-part.js';

/** Features: what they cost, and that they are right. One file for each part. */
export const featuresSuite: Suite = {
  name: 'features',
  run: async ({ seed }) => ({ ...(await inProcessPart(seed)) }),
};
