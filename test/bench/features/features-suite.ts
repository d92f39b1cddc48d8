import type { Metrics, Suite } from '../metrics.js';
import { backfillPart } from './backfill-part.js';
import { ecommercePart } from './ecommerce-part.js';
import { handbookPart } from './handbook-part.js';
import { inProcessPart } from './in-process-part.js';
import { parityPart } from './parity-part.js';
import { memoryPart } from './memory-part.js';
import { propertyPart } from './property-part.js';
import { redisPart } from './redis-part.js';
import { restartPart } from './restart-part.js';

const MILLION = 1_000_000;

/** Features: that they are right, and what they cost. One file for each part. Memory comes first, while nothing else has been kept. */
export const featuresSuite: Suite = {
  name: 'features',
  run: async ({ seed, property }): Promise<Metrics> => ({
    ...(await memoryPart(seed, MILLION)),
    ...(await inProcessPart(seed)),
    ...(await redisPart(seed)),
    ...(await restartPart(seed)),
    ...(await propertyPart(seed, property)),
    ...(await handbookPart()),
    ...(await ecommercePart()),
    ...(await parityPart()),
    ...(await backfillPart()),
  }),
};
