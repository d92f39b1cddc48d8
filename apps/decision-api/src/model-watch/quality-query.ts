import type { Fault } from '@gavel/engine';
import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { QualityAsked } from './live-quality.js';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** What `GET /v1/models/{name}/{version}/quality` may be asked with. */
const querySchema = z.strictObject({
  days: z.coerce.number().min(1).max(365).default(30),
  alertShare: z.coerce.number().gt(0).max(1).default(0.01),
  labelAgeDays: z.coerce.number().min(0).max(365).default(0),
  presumeGenuine: flag.default(false),
  reviewCost: z.coerce.number().min(0).max(1e9).default(10),
  falseBlockCost: z.coerce.number().min(0).max(1e9).default(20),
  amount: z.string().min(1).max(100).exactOptional(),
});

/** Reads the query. Throws a problem that names every fault. */
export function qualityQuery(query: unknown): QualityAsked {
  const parsed = querySchema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw Problem.ofFaults(
    parsed.error.issues.map((issue): Fault => ({
      pointer: '',
      subject: issue.path.map(String).join('.') || 'query',
      message: `${issue.message}.`,
    })),
  );
}
