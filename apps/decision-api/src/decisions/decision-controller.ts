import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { labelsOfFlow, type DecisionLog, type DecisionRecord, type JsonValue, type Label, type ShadowVerdict } from '@gavel/engine';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../app/clock.js';
import { CLOCK, DECIDER, LABELLER, LOG, POLICIES } from '../app/tokens.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import { Problem } from '../http/problem.js';
import type { Answer } from './answer-of.js';
import type { Labeller } from './labeller.js';
import type { Decider } from './decider.js';
import { isDecisionId } from './decision-id.js';
import { labelOf } from './label-body.js';
import { unknownDecision } from './unknown-decision.js';

/** A record as it was written, with what came after it. */
type WholeRecord = DecisionRecord & { readonly shadows: readonly ShadowVerdict[]; readonly labels: readonly Label[] };

@Controller('v1')
export class DecisionController {
  constructor(
    @Inject(DECIDER) private readonly decider: Decider,
    @Inject(LABELLER) private readonly labeller: Labeller,
    @Inject(LOG) private readonly log: DecisionLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICIES) private readonly policies: PolicyHolder,
  ) {}

  @Post('flows/:flow/decisions')
  @HttpCode(200)
  async create(@Param('flow') flow: string, @Body() body: JsonValue | undefined, @Req() request: FastifyRequest): Promise<Answer> {
    const answer = await this.decider.create(flow, { body, idempotencyKey: idempotencyKeyOf(request) });
    request.note = { decisionId: answer.decisionId, outcome: answer.outcome, replayed: answer.replayed };
    return answer;
  }

  @Get('decisions/:id')
  async read(@Param('id') id: string): Promise<WholeRecord> {
    const record = isDecisionId(id) ? await this.log.find(id) : undefined;
    if (record === undefined) throw unknownDecision(id);
    const [shadows, labels] = await Promise.all([this.log.shadowsOf(id), this.log.labelsOf(id)]);
    return { ...record, shadows, labels };
  }

  @Post('decisions/:id/labels')
  @HttpCode(200)
  async label(@Param('id') id: string, @Body() body: JsonValue | undefined): Promise<Label> {
    const record = isDecisionId(id) ? await this.log.find(id) : undefined;
    if (record === undefined) throw unknownDecision(id);
    const flow = this.policies.get(record.ask.flow)?.policy.flow ?? {};
    const label = labelOf(id, body, { labels: labelsOfFlow(flow), nowMs: this.clock.wallMs() });
    if (!label.ok) throw Problem.ofFaults(label.faults);
    if (!(await this.labeller.add(label.value))) throw unknownDecision(id);
    return label.value;
  }
}

/** The header sent twice is joined by Node with a comma and a blank, and so is no valid key. */
function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  return Array.isArray(key) ? key.join(', ') : key;
}
