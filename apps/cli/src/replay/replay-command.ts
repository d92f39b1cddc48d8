import type { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { plainTable } from '../plain-table.js';
import { ServiceClient } from '../service/service-client.js';
import { replayDecision, type Replay } from './replay-decision.js';

/** `gavel replay`. */
export function registerReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description('judge a logged decision again, from its recorded facts and its own policy, and compare')
    .argument('<decision-id>', 'decisionId of an answer of the service')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nThe service is looked for at GAVEL_URL (http://localhost:8080), with the key in GAVEL_API_KEY if it wants one.\nExit code: 0 the same, 1 different or not found.',
    )
    .action((decisionId: string, options: { readonly json?: boolean }) => replay(decisionId, options.json === true, context));
}

async function replay(decisionId: string, asJson: boolean, { terminal, settings, finish }: CommandContext): Promise<void> {
  const client = new ServiceClient(settings());
  try {
    const result = await replayDecision(client, decisionId);
    terminal.out(asJson ? JSON.stringify(result, null, 2) : renderReplay(result));
    finish(result.same ? 0 : 1);
  } finally {
    client.close();
  }
}

function renderReplay({ decisionId, flow, policy, role, version, same, compared }: Replay): string {
  const model = version === undefined ? 'no model' : `${role} ${version}`;
  const rows = compared.map((row) => [row.what, row.recorded, row.again, row.same ? 'same' : 'DIFFERENT']);
  return [
    `Decision ${decisionId} of ${flow}: ${model}, policy ${policy.slice(0, 12)}…`,
    plainTable(['', 'recorded', 'judged again', ''], rows, { align: ['left', 'left', 'left', 'left'] }),
    same ? 'The same outcome, reasons and score.' : 'Different: what was answered then is not what this gavel makes of the recorded facts.',
  ].join('\n');
}
