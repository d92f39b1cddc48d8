import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { labelsOfFlow, type DecisionLog, type Fault, type JsonObject, type LabelTable, type Models, type Policy } from '@gavel/engine';
import { FLAGS, LOG, MODELS, POLICIES } from '../app/tokens.js';
import type { FlagService } from '../flags/flag-service.js';
import { Problem } from '../http/problem.js';
import { rolloutOf, type Rollout } from './rollout-of.js';
import type { HeldFlow, PolicyHolder } from './policy-holder.js';

interface FlowSummary {
  readonly name: string;
  readonly title: string;
  /** Hash of the policy in force. */
  readonly policy: string;
}

interface FlowView extends FlowSummary, Rollout {
  readonly description: string;
  readonly schema: JsonObject;
  readonly example: JsonObject;
  readonly rules: number;
  /** What can later prove true of a decision, and whether it is what the flow looks for. */
  readonly labels: LabelTable;
  readonly champion: string | null;
  /** Why what lies in the folder now is not in force. */
  readonly faults?: readonly Fault[];
}

interface KeptPolicy {
  readonly flow: string;
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
}

interface PolicyView extends KeptPolicy {
  readonly definition: Policy['definition'];
  /** Rule files as they are written, by name. */
  readonly rules: Readonly<Record<string, unknown>>;
}

@Controller('v1/flows')
export class FlowController {
  constructor(
    @Inject(POLICIES) private readonly policies: PolicyHolder,
    @Inject(FLAGS) private readonly flags: FlagService,
    @Inject(LOG) private readonly log: DecisionLog,
    @Inject(MODELS) private readonly models: Models,
  ) {}

  @Get()
  list(): { readonly flows: readonly FlowSummary[] } {
    return { flows: this.policies.all().map(({ policy }) => summaryOf(policy)) };
  }

  @Get(':flow')
  read(@Param('flow') name: string): FlowView {
    const { policy, faults } = this.held(name);
    const { flow, definition, rules } = policy;
    return {
      ...summaryOf(policy),
      description: flow.description,
      schema: flow.request,
      example: flow.example,
      rules: rules.size,
      labels: labelsOfFlow(flow),
      champion: definition.model?.champion ?? null,
      ...rolloutOf(policy, this.flags, this.models),
      ...(faults.length === 0 ? {} : { faults }),
    };
  }

  /** The example alone, so that it can be sent on as it is. */
  @Get(':flow/example')
  example(@Param('flow') name: string): JsonObject {
    return this.held(name).policy.flow.example;
  }

  /** With `?hash=`: the files of any policy that ever decided, so that its decisions can be judged again. */
  @Get(':flow/policy')
  async policy(@Param('flow') name: string, @Query('hash') hash: unknown): Promise<KeptPolicy | PolicyView> {
    if (hash === undefined) return viewOf(this.held(name).policy);
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) {
      throw Problem.ofFaults([
        { pointer: '', subject: 'hash', message: 'A policy hash has 64 hexadecimal digits.', mend: 'Take it from a decision’s record.' },
      ]);
    }
    const files = await this.log.findPolicy(name, hash);
    if (files === undefined)
      throw new Problem('not-found', `No policy of the flow ${JSON.stringify(name)} with this hash was ever in force.`);
    return { flow: name, hash, files };
  }

  private held(name: string): HeldFlow {
    const held = this.policies.get(name);
    if (held === undefined)
      throw new Problem('unknown-flow', `There is no flow ${JSON.stringify(name.slice(0, 100))}; GET /v1/flows lists them.`);
    return held;
  }
}

function summaryOf({ flow, hash }: Policy): FlowSummary {
  return { name: flow.name, title: flow.title, policy: hash };
}

function viewOf({ flow, hash, definition, files }: Policy): PolicyView {
  const ruleFiles = Object.entries(files).filter(([path]) => path.endsWith('.rules.json'));
  const rules = Object.fromEntries(ruleFiles.map(([path, text]): [string, unknown] => [path, JSON.parse(text)]));
  return { flow: flow.name, hash, definition, rules, files };
}
