import type { JsonObject } from '@gavel/engine';
import { z } from 'zod';
import { backtestSchema } from '../backtests/backtest-body.js';
import { anyObject, jsonContent, jsonSchemaOf, operationOf, pathParameter, ref } from './operation.js';

const backtestViewSchema = z.object({
  id: z.string(),
  flow: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  candidate: z.object({ policy: z.string(), modelVersion: z.string().optional() }),
  from: z.string().optional(),
  to: z.string().optional(),
  askedAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  progress: z.object({
    done: z.int(),
    total: z.int().optional(),
    ratePerSecond: z.int().optional(),
    secondsLeft: z.int().optional(),
  }),
  error: z.string().optional(),
  kept: z.string().describe('Where, and how long.'),
  result: z.record(z.string(), z.unknown()).optional().describe('The report, as `gavel backtest --json` writes it.'),
});

/** Schemas that the paths of backtests refer to. */
export function backtestSchemas(): JsonObject {
  return {
    Backtest: jsonSchemaOf(backtestViewSchema),
    BacktestList: jsonSchemaOf(z.object({ backtests: z.array(backtestViewSchema) })),
    BacktestAsk: jsonSchemaOf(backtestSchema, 'input'),
  };
}

/** Backtests as background jobs. */
export function backtestPaths(): JsonObject {
  const flow = [pathParameter('flow')];
  const one = [...flow, pathParameter('id')];
  const example = { candidate: { bands: [{ from: 0, outcome: 'pass' }] }, from: '2026-03-01T00:00:00Z', labelAgeDays: 45 };
  return {
    '/v1/flows/{flow}/backtests': {
      post: operationOf({
        summary: 'Backtest a candidate policy over recorded decisions; it runs behind live decisions, one at a time',
        tag: 'Backtests',
        ok: ref('Backtest'),
        status: 202,
        parameters: flow,
        body: jsonContent(ref('BacktestAsk'), example),
        problems: [400, 404, 413, 415, 422, 503],
      }),
      get: operationOf({
        summary: 'The backtests of a flow, the last first; a restart of the service forgets them',
        tag: 'Backtests',
        ok: ref('BacktestList'),
        parameters: flow,
        problems: [404],
      }),
    },
    '/v1/flows/{flow}/backtests/{id}': {
      get: operationOf({
        summary: 'How far a backtest is, and its report once it is done: as JSON, or as a page for Accept: text/html',
        tag: 'Backtests',
        ok: ref('Backtest'),
        otherContent: { 'text/html': { schema: { type: 'string' } } },
        parameters: one,
        problems: [404],
      }),
      delete: operationOf({
        summary: 'Cancel a backtest; one that is over is forgotten',
        tag: 'Backtests',
        ok: anyObject,
        status: 204,
        parameters: one,
        problems: [404],
      }),
    },
  };
}
