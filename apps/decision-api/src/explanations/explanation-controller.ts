import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { DecisionLog } from '@gavel/engine';
import { EXPLANATIONS, LOG } from '../app/tokens.js';
import { isDecisionId } from '../decisions/decision-id.js';
import { unknownDecision } from '../decisions/unknown-decision.js';
import type { Explanation } from './decision-explainer.js';
import type { ExplanationQueue } from './explanation-queue.js';

@Controller('v1')
export class ExplanationController {
  constructor(
    @Inject(EXPLANATIONS) private readonly explanations: ExplanationQueue,
    @Inject(LOG) private readonly log: DecisionLog,
  ) {}

  @Get('decisions/:id/explanation')
  async explain(@Param('id') id: string): Promise<Explanation> {
    const known = this.explanations.find(id);
    if (known !== undefined) return known;
    const record = isDecisionId(id) ? await this.log.find(id) : undefined;
    if (record === undefined) throw unknownDecision(id);
    return this.explanations.explain(record);
  }
}
