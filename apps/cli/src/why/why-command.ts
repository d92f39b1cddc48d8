import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { ServiceClient } from '../service/service-client.js';
import { renderWhy } from './render-why.js';
import { tellDecision } from './tell-decision.js';

interface WhyOptions {
  readonly counterfactual?: boolean;
  readonly change?: string;
  readonly score?: boolean;
  readonly json?: boolean;
}

/** `gavel why`. */
export function registerWhy(program: Command, context: CommandContext): void {
  program
    .command('why')
    .description('tell why a logged decision came out as it did: the rules with the values they saw, the score, and what nearly fired')
    .argument('<decision-id>', 'decisionId of an answer of the service')
    .option('--counterfactual', 'also find the smallest change of facts that would have changed the outcome')
    .option(
      '--change <facts>',
      'with --counterfactual: the facts that may change, separated by commas (default: those that flow.json declares); score only when named here',
    )
    .option('--score', 'also tell what each group of facts added to the score')
    .option('--json', 'print the story as JSON')
    .addHelpText(
      'after',
      '\nThe service is looked for at GAVEL_URL (http://localhost:8080), with the key in GAVEL_API_KEY if it wants one.',
    )
    .action((decisionId: string, options: WhyOptions) => why(decisionId, options, context));
}

async function why(decisionId: string, options: WhyOptions, { terminal, settings }: CommandContext): Promise<void> {
  const client = new ServiceClient(settings());
  const change = options.change?.split(',').flatMap((fact) => (fact.trim() === '' ? [] : [fact.trim()]));
  const asked = {
    score: options.score === true,
    counterfactual: options.counterfactual === true || change !== undefined,
    ...(change === undefined ? {} : { change }),
  };
  try {
    const told = await tellDecision(client, decisionId, asked);
    terminal.out(options.json === true ? JSON.stringify(told.why, null, 2) : renderWhy(told.why, told.policy));
  } finally {
    client.close();
  }
}
