import type { JsonObject } from '@gavel/engine';
import { anyObject, get } from './operation.js';

/** How the service is. */
export function healthPaths(): JsonObject {
  const text: JsonObject = { 'text/plain': { schema: { type: 'string' } } };
  return {
    '/health/live': get({ summary: 'Does the process live?', tag: 'Health', ok: anyObject, isOpen: true }),
    '/health/ready': get({ summary: 'Can it decide and log?', tag: 'Health', ok: anyObject, problems: [503], isOpen: true }),
    '/health': get({
      summary: 'Everything about its health',
      description:
        '`status` is ok, degraded or down, and `notes` say why, canaries and shadows that are not ready among them. `flows[].faults`: what is wrong with files that are not in force, also that they could not be checked.',
      tag: 'Health',
      ok: anyObject,
    }),
    '/metrics': get({
      summary: 'Prometheus metrics',
      description:
        'Each has its meaning beside it. `gavel_decision_limit`: requests at work above which a new decision is refused with 503. `gavel_missing_facts_total`: facts that should have been there and were not.',
      tag: 'Health',
      okContent: text,
    }),
  };
}
