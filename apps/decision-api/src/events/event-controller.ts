import { Body, Controller, Inject, Post, Res } from '@nestjs/common';
import type { JsonValue } from '@gavel/engine';
import type { FastifyReply } from 'fastify';
import { INGESTER } from '../app/tokens.js';
import type { NdjsonBody } from './event-batch.js';
import type { IngestAnswer, Ingester } from './ingester.js';

const ALL_KEPT = 202;
const SOME_REFUSED = 207;

@Controller('v1/events')
export class EventController {
  constructor(@Inject(INGESTER) private readonly ingester: Ingester) {}

  @Post()
  async ingest(@Body() body: JsonValue | NdjsonBody | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<IngestAnswer> {
    const answer = await this.ingester.ingest(body);
    reply.code(answer.refused === 0 ? ALL_KEPT : SOME_REFUSED);
    return answer;
  }
}
