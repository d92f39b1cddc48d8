import { Controller, Get, Inject } from '@nestjs/common';
import { REPORT } from '../app/tokens.js';
import { Problem } from '../http/problem.js';
import type { Health, HealthReport } from './health-report.js';

@Controller('health')
export class HealthController {
  constructor(@Inject(REPORT) private readonly report: HealthReport) {}

  /** The event loop turns. */
  @Get('live')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(): Promise<{ readonly status: 'ready' }> {
    const { ready, why } = await this.report.readiness();
    if (!ready) throw new Problem('not-ready', `Not ready: ${why}.`, { retryAfterS: 2 });
    return { status: 'ready' };
  }

  @Get()
  whole(): Promise<Health> {
    return this.report.whole();
  }
}
