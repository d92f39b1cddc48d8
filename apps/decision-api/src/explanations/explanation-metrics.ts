import { Counter, type Registry } from 'prom-client';
import type { ExplanationEnd, ExplanationQueue } from './explanation-queue.js';

const ENDS: readonly ExplanationEnd[] = ['explained', 'dropped', 'failed'];

/** Adds what became of reviewed and blocked decisions that were to be explained. */
export function registerExplanationMetrics(registry: Registry, queue: Pick<ExplanationQueue, 'stats'>): void {
  const counter: Counter<'result'> = new Counter({
    name: 'gavel_explanations_total',
    help: 'Reviewed and blocked decisions whose score was explained, or was not: then it is when somebody asks.',
    labelNames: ['result'],
    registers: [registry],
    collect: () => {
      counter.reset();
      const stats = queue.stats();
      for (const result of ENDS) counter.inc({ result }, stats[result]);
    },
  });
}
