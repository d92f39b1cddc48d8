import { isDateTime } from '@gavel/engine';
import { z } from 'zod';

/** A point in time that is sent outside of a flow's own schema: the same texts as there are taken (RFC 3339). */
export const instantSchema = z
  .string()
  .max(40, 'This must have 40 characters at most')
  .refine(isDateTime, 'This must be a point in time, like 2026-05-04T13:37:00+02:00')
  .meta({ format: 'date-time' });
