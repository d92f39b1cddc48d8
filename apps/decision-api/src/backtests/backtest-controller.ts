import { checkApart, htmlReport, logSource } from '@gavel/backtest';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { instantMs, type DecisionLog, type EventPeriod, type Fault, type FlowTexts, type JsonValue } from '@gavel/engine';
import type { ModelHost } from '@gavel/models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../app/clock.js';
import { BACKTESTS, CLOCK, LOG, MODEL_HOST, POLICIES } from '../app/tokens.js';
import { decisionIdAt } from '../decisions/decision-id.js';
import type { PolicyHolder } from '../flows/policy-holder.js';
import { Problem } from '../http/problem.js';
import { backtestAskOf, type BacktestAsk } from './backtest-body.js';
import type { BacktestJob, JobOrder } from './backtest-job.js';
import type { BacktestJobs } from './backtest-jobs.js';
import { resultViewOf, viewOf, type BacktestResultView, type BacktestView } from './backtest-view.js';
import { candidateFiles } from './candidate-files.js';

const REPORT_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

@Controller('v1/flows/:flow/backtests')
export class BacktestController {
  @Inject(MODEL_HOST) private readonly host!: Pick<ModelHost, 'versions'>;

  constructor(
    @Inject(BACKTESTS) private readonly jobs: BacktestJobs,
    @Inject(POLICIES) private readonly policies: PolicyHolder,
    @Inject(LOG) private readonly log: DecisionLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(202)
  async create(
    @Param('flow') flow: string,
    @Body() body: JsonValue | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BacktestView> {
    const inForce = this.filesInForce(flow);
    const ask = backtestAskOf(body);
    if (!ask.ok) throw Problem.ofFaults(ask.faults);
    const job = await this.jobs.add(() => this.orderOf(flow, inForce, ask.value));
    reply.header('location', `/v1/flows/${flow}/backtests/${job.order.id}`);
    return viewOf(job);
  }

  @Get()
  list(@Param('flow') flow: string): { readonly backtests: readonly BacktestView[] } {
    this.filesInForce(flow);
    return { backtests: this.jobs.of(flow).map(viewOf) };
  }

  /** The report as a page for whoever would rather have HTML than JSON, once it is there. */
  @Get(':id')
  read(
    @Param('flow') flow: string,
    @Param('id') id: string,
    @Req() { headers }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): BacktestResultView | string {
    const job = this.job(flow, id);
    reply.header('vary', 'accept');
    if (job.found === undefined || !wantsHtml(headers.accept)) return resultViewOf(job);
    reply.headers(REPORT_HEADERS);
    return htmlReport(job.found.report, job.found.notes);
  }

  @Delete(':id')
  @HttpCode(204)
  cancel(@Param('flow') flow: string, @Param('id') id: string): void {
    this.jobs.remove(this.job(flow, id));
  }

  private async orderOf(flow: string, inForce: FlowTexts, ask: BacktestAsk): Promise<JobOrder> {
    const { candidate = {}, from, to, labelAgeDays, presumeGenuine, amount } = ask;
    const { modelVersion } = candidate;
    const files = candidateFiles(await this.startOf(flow, inForce, candidate.policy), candidate);
    const policy = await checkedHash(flow, files, { ask, versions: this.host.versions() });
    const period = periodOf(ask);
    return {
      id: decisionIdAt(this.clock.wallMs()),
      flow,
      policy,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      terms: {
        candidate: { files, ...(modelVersion === undefined ? {} : { champion: modelVersion }) },
        asOfMs: this.clock.wallMs(),
        labelAgeDays,
        presumeGenuine,
        ...(modelVersion === undefined ? {} : { modelVersion }),
        ...(amount === undefined ? {} : { amountFact: amount }),
      },
      open: async () => ({ source: logSource(this.log, flow, period), total: await this.log.countRecorded(flow, period) }),
    };
  }

  private async startOf(flow: string, inForce: FlowTexts, hash: string | undefined): Promise<FlowTexts> {
    const files = hash === undefined ? inForce : await this.log.findPolicy(flow, hash);
    if (files !== undefined) return files;
    const message = 'No policy with this hash was ever in force for this flow.';
    throw Problem.ofFaults([
      { pointer: '/candidate/policy', message, mend: 'Take the hash from a decision’s record, or send its files in `files`.' },
    ]);
  }

  private filesInForce(flow: string): FlowTexts {
    const held = this.policies.get(flow);
    if (held !== undefined) return held.policy.files;
    throw new Problem('unknown-flow', `There is no flow ${JSON.stringify(flow.slice(0, 100))}; GET /v1/flows lists them.`);
  }

  private job(flow: string, id: string): BacktestJob {
    const job = this.jobs.get(flow, id);
    if (job !== undefined) return job;
    const detail = `There is no backtest ${JSON.stringify(id.slice(0, 100))} of this flow; a restart of the service forgets them.`;
    throw new Problem('unknown-backtest', detail);
  }
}

interface AskedOfHost {
  readonly ask: BacktestAsk;
  readonly versions: ReturnType<ModelHost['versions']>;
}

/** A version that nobody published has no scores in the log: all decisions would be left out, which looks like a report. */
function versionFaults(version: string, model: string | undefined, versions: AskedOfHost['versions']): readonly Fault[] {
  const pointer = '/candidate/modelVersion';
  if (model === undefined) return [{ pointer, message: 'The candidate has no model.', mend: 'Leave this out.' }];
  const known = versions.filter(({ name }) => name === model).map((held) => held.version);
  if (known.includes(version)) return [];
  const message = `There is no version ${JSON.stringify(version)} of the model ${model}.`;
  const mend = known.length === 0 ? 'None is published here.' : `There is: ${known.join(', ')}.`;
  return [{ pointer, message, mend }];
}

/** The hash of the candidate, checked in a thread of its own; throws a problem with every fault. */
async function checkedHash(flow: string, files: FlowTexts, { ask, versions }: AskedOfHost): Promise<string> {
  const { candidate, amount } = ask;
  const checked = await checkApart(files);
  if (!checked.ok) throw candidateRefused(checked.faults);
  if (checked.flow !== flow) {
    const message = `The candidate is of the flow ${checked.flow}, not of ${flow}.`;
    throw candidateRefused([{ file: 'flow.json', pointer: '/name', message, mend: 'Send it to its own flow.' }]);
  }
  const faults: Fault[] = [];
  if (amount !== undefined && !checked.facts.includes(amount)) {
    const message = `The candidate has no fact ${JSON.stringify(amount)}.`;
    faults.push({ pointer: '/amount', message, mend: 'Name a request field or a feature.' });
  }
  if (candidate?.modelVersion !== undefined) faults.push(...versionFaults(candidate.modelVersion, checked.model, versions));
  if (faults.length > 0) throw Problem.ofFaults(faults);
  return checked.hash;
}

function candidateRefused(faults: readonly Fault[]): Problem {
  const first = faults[0]?.message ?? 'unknown fault';
  return new Problem('candidate-refused', faults.length === 1 ? first : `${faults.length} faults; the first: ${first}`, { faults });
}

function periodOf({ from, to }: BacktestAsk): EventPeriod {
  return { ...(from === undefined ? {} : { fromMs: instantMs(from) }), ...(to === undefined ? {} : { toMs: instantMs(to) }) };
}

/** Browsers name HTML and not JSON; everything else gets JSON. */
function wantsHtml(accept: string | undefined): boolean {
  return accept !== undefined && accept.includes('text/html') && !accept.includes('application/json');
}
