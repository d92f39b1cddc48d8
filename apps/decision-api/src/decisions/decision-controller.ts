import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { DecisionLog, DecisionRecord, JsonValue, Label, ShadowVerdict } from '@gavel/engine';
import type { FastifyRequest } from 'fastify';
import { DECIDER, LOG } from '../app/tokens.js';
import type { Answer } from './answer-of.js';
import type { Decider } from './decider.js';
import { isDecisionId } from './decision-id.js';
import { unknownDecision } from './unknown-decision.js';

/** A record as it was written, with what came after it. */
type WholeRecord = DecisionRecord & { readonly shadows: readonly ShadowVerdict[]; readonly labels: readonly Label[] };

@Controller('v1')
export class DecisionController {
  constructor(
    @Inject(DECIDER) private readonly decider: Decider,
    @Inject(LOG) private readonly log: DecisionLog,
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
}

/** The header sent twice is joined by Node with a comma and a blank, and so is no valid key. */
function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  return Array.isArray(key) ? key.join(', ') : key;
}
