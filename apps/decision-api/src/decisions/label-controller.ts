import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { labelsOfFlow, type DecisionLog, type JsonValue, type Label } from '@gavel/engine';
import type { Clock } from '../app/clock.js';
import { CLOCK, LABELLER, LOG, POLICIES } from '../app/tokens.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import { Problem } from '../http/problem.js';
import { isDecisionId } from './decision-id.js';
import { labelOf } from './label-body.js';
import type { Labeller } from './labeller.js';
import { unknownDecision } from './unknown-decision.js';

@Controller('v1')
export class LabelController {
  constructor(
    @Inject(LABELLER) private readonly labeller: Labeller,
    @Inject(LOG) private readonly log: DecisionLog,
    @Inject(POLICIES) private readonly policies: PolicyHolder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('decisions/:id/labels')
  @HttpCode(200)
  async label(@Param('id') id: string, @Body() body: JsonValue | undefined): Promise<Label> {
    const record = isDecisionId(id) ? await this.log.find(id) : undefined;
    if (record === undefined) throw unknownDecision(id);
    const flow = this.policies.get(record.ask.flow)?.policy.flow ?? {};
    const label = labelOf(id, body, { labels: labelsOfFlow(flow), eventTimeMs: record.ask.eventTimeMs, nowMs: this.clock.wallMs() });
    if (!label.ok) throw Problem.ofFaults(label.faults);
    if (!(await this.labeller.add(label.value))) throw unknownDecision(id);
    return label.value;
  }
}
