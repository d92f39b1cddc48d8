import type { DecisionLog, EventPeriod } from '@gavel/engine';
import type { DecisionSource } from './decision-source.js';

/** The recorded decisions of a flow, and the policies that made them. */
export function logSource(log: Pick<DecisionLog, 'recorded' | 'findPolicy'>, flow: string, period: EventPeriod): DecisionSource {
  return { batches: log.recorded(flow, period), findPolicy: (hash) => log.findPolicy(flow, hash) };
}
