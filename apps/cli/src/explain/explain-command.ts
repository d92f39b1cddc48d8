import type { Command } from 'commander';
import { byNearness, describeRule, loadPolicy, nameHint, nearestName, ruleNames, type Policy, type RuleDescription } from '@gavel/engine';
import { CommandFailure } from '../command-failure.js';
import type { CommandContext } from '../command-context.js';
import { faultBlock } from '../fault-block.js';
import { chosenFlows, type FlowFolder } from '../flows/chosen-flows.js';
import { renderRule } from './render-rule.js';

interface ExplainOptions {
  readonly flow?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

/** `gavel explain`. */
export function registerExplain(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .description('say in plain words what a rule does, by the descriptions of the catalogue and the request schema')
    .argument('<rule>', 'name of the rule')
    .option('--flow <name>', 'the flow that the rule is of (default: all are searched)')
    .option('--rules <dir>', 'the folder that holds the flows (default: GAVEL_RULES_DIR, or rules)')
    .option('--json', 'print the description as JSON')
    .action((rule: string, options: ExplainOptions) => explain(rule, options, context));
}

async function explain(rule: string, { flow, rules, json }: ExplainOptions, { terminal, settings }: CommandContext): Promise<void> {
  const folders = await chosenFlows(rules ?? settings().rulesDir, flow === undefined ? [] : [flow]);
  const policies = folders.map((folder) => ({ flow: folder.flow, policy: loaded(folder) }));
  const found = policies.flatMap((one) => described(one, completed(rule, ruleNames(one.policy))));
  if (found.length === 0) throw unknownRule(rule, policies);
  terminal.out(json === true ? JSON.stringify({ rules: found }, null, 2) : found.map((one) => renderRule(one.flow, one)).join('\n\n'));
}

function loaded({ flow, files }: FlowFolder): Policy {
  const checked = loadPolicy(files);
  if (checked.ok) return checked.value;
  throw new CommandFailure(1, `The flow ${flow} has faults; mend them first:\n${faultBlock(checked.faults, 10)}`);
}

/** The rule meant: the one of this name, or the only one that begins with it. */
function completed(asked: string, names: readonly string[]): string {
  const [only, ...more] = names.includes(asked) ? [asked] : names.filter((name) => name.startsWith(asked));
  return only === undefined || more.length > 0 ? asked : only;
}

function described(
  { flow, policy }: { readonly flow: string; readonly policy: Policy },
  rule: string,
): (RuleDescription & { flow: string })[] {
  const description = describeRule(policy, rule);
  return description === undefined ? [] : [{ flow, ...description }];
}

function unknownRule(rule: string, policies: readonly { readonly flow: string; readonly policy: Policy }[]): CommandFailure {
  const names = policies.flatMap(({ policy }) => ruleNames(policy));
  const flows = policies.map(({ flow }) => flow).join(', ');
  const words = rule.split('-').filter((word) => word.length > 3);
  const akin = names.filter((name) => words.some((word) => name.includes(word)));
  const near = byNearness(rule, akin).slice(0, 8);
  const hint = near.length === 0 || nearestName(rule, names) !== undefined ? nameHint(rule, names) : `Did you mean ${near.join(' or ')}?`;
  return new CommandFailure(2, `There is no rule "${rule}" in ${flows}. ${hint}`);
}
