import type { PolicySide } from '@gavel/backtest';
import { nameHint, withModelVersion, type EventPeriod, type Policy } from '@gavel/engine';
import { openModels, type ModelHost } from '@gavel/models';
import { CommandFailure } from '../command-failure.js';
import type { Settings } from '../config.js';
import { openCsvDecisions } from './csv-decisions.js';
import { openLogSource } from './log-source.js';
import type { OpenedSource } from './opened-source.js';
import { policyInFolder, withoutModel } from '../flows/policy-folder.js';

/** What is compared with what, and over which decisions. */
export interface SideOptions {
  readonly candidate?: string;
  readonly current?: string;
  readonly rules?: string;
  readonly model?: string;
  readonly csv?: string;
  readonly map?: string;
  readonly score?: boolean;
  readonly amount?: string;
}

/** Both sides of a backtest and the decisions to judge. */
export interface Sides {
  readonly source: OpenedSource;
  /** Its policy hash. */
  readonly hash: string;
  readonly candidate: PolicySide;
  /** Set where recorded verdicts are not what is compared with. */
  readonly current?: PolicySide;
  readonly modelVersion?: string;
}

interface Surroundings {
  readonly settings: Settings;
  readonly period: EventPeriod;
}

/** Loads the policies and opens the source; throws failures that say how to mend what was asked. */
export async function openSides(flow: string, options: SideOptions, { settings, period }: Surroundings): Promise<Sides> {
  const rulesDir = options.rules ?? settings.rulesDir;
  const loaded = await policyInFolder(
    options.candidate ?? rulesDir,
    flow,
    options.candidate === undefined ? undefined : '--candidate <dir>',
  );
  const candidate = options.model === undefined ? loaded : withModelVersion(loaded, options.model);
  checkAmount(loaded, options.amount);
  if (options.csv !== undefined) {
    const current = await policyInFolder(options.current ?? rulesDir, flow, options.current === undefined ? undefined : '--current <dir>');
    return openCsvSides(options, { candidate, current, period, modelsDir: settings.modelsDir });
  }
  if (options.map !== undefined || options.score === true) {
    throw new CommandFailure(2, '--map and --score are for the rows of a file: add --csv <file>.');
  }
  const current = options.current === undefined ? undefined : await policyInFolder(options.current, flow, '--current <dir>');
  return {
    source: await openLogSource(settings, flow, period),
    hash: candidate.hash,
    candidate: sideOf(candidate),
    ...(current === undefined ? {} : { current: { files: current.files } }),
    ...(options.model === undefined ? {} : { modelVersion: options.model }),
  };
}

/** A fact that no decision has would leave every sum of money empty. */
function checkAmount({ factTypes }: Policy, amount: string | undefined): void {
  if (amount === undefined || factTypes.get(amount)?.kind === 'number') return;
  const numbers = [...factTypes].flatMap(([name, { kind }]) => (kind === 'number' ? [name] : []));
  throw new CommandFailure(2, `There is no number ${JSON.stringify(amount)} to sum up with --amount. ${nameHint(amount, numbers)}`);
}

/** As it is handed to the threads, with the model version that was asked for. */
function sideOf({ files, definition, model }: Policy): PolicySide {
  if (definition.model === undefined) return { files };
  return model === undefined ? { files, withoutScores: true } : { files, champion: model.version };
}

interface CsvSides {
  readonly candidate: Policy;
  readonly current: Policy;
  readonly period: EventPeriod;
  readonly modelsDir: string;
}

async function openCsvSides({ csv, map, score }: SideOptions, { candidate, current, period, modelsDir }: CsvSides): Promise<Sides> {
  if (csv === undefined || map === undefined) {
    throw new CommandFailure(2, '--csv needs a map that says how rows become requests: add --map <file>.');
  }
  const host = score === true ? await openScoring(modelsDir, [current, candidate]) : undefined;
  const judged = (policy: Policy): Policy => (host === undefined ? withoutModel(policy) : policy);
  const sides = { current: judged(current), candidate: judged(candidate) };
  const source = await openCsvDecisions({ csv, map, period, ...sides, ...(host === undefined ? {} : { models: host.models }) }).catch(
    async (error: unknown) => {
      await host?.close();
      throw error;
    },
  );
  const alone = 'No scores were asked for (--score): on both sides rules and lists decided alone.';
  return {
    source: {
      ...source,
      get notes() {
        return host === undefined ? [...source.notes, alone] : source.notes;
      },
      close: async () => host?.close(),
    },
    hash: candidate.hash,
    candidate: sideOf(sides.candidate),
    ...(sides.candidate.model === undefined ? {} : { modelVersion: sides.candidate.model.version }),
  };
}

async function openScoring(modelsDir: string, policies: readonly Policy[]): Promise<ModelHost> {
  const host = await openModels({ modelsDir });
  const absent = policies.flatMap(({ model }) =>
    model === undefined || host.models.isReady(model.name, model.version) ? [] : [`${model.name}@${model.version}`],
  );
  if (absent.length === 0) return host;
  await host.close();
  throw new CommandFailure(2, `The folder ${modelsDir} has no model that can score as ${[...new Set(absent)].join(', ')}.`);
}
