import type { EventPeriod, Policy, RecordedDecision } from '@gavel/engine';
import { withModelVersion } from '@gavel/engine';
import { openModels, type ModelHost } from '@gavel/models';
import { CommandFailure } from '../command-failure.js';
import type { Settings } from '../config.js';
import { openCsvDecisions } from './csv-decisions.js';
import type { DecisionSource } from './decision-source.js';
import { openLogSource } from './log-source.js';
import { policyInFolder, withoutModel } from './policy-folder.js';

/** What is compared with what, and over which decisions. */
export interface SideOptions {
  readonly candidate?: string;
  readonly current?: string;
  readonly rules?: string;
  readonly model?: string;
  readonly csv?: string;
  readonly map?: string;
  readonly score?: boolean;
}

/** Both sides of a backtest and the decisions to judge. */
export interface Sides {
  readonly source: DecisionSource;
  readonly candidate: Policy;
  /** Set where recorded verdicts are not what is compared with. */
  readonly current?: Policy;
  readonly modelVersion?: string;
}

interface Surroundings {
  readonly settings: Settings;
  readonly period: EventPeriod;
}

/** Loads the policies and opens the source; throws failures that say how to mend what was asked. */
export async function openSides(flow: string, options: SideOptions, { settings, period }: Surroundings): Promise<Sides> {
  const rulesDir = options.rules ?? settings.rulesDir;
  const loaded = await policyInFolder(options.candidate ?? rulesDir, flow);
  const candidate = options.model === undefined ? loaded : withModelVersion(loaded, options.model);
  if (options.csv !== undefined) {
    const current = await policyInFolder(options.current ?? rulesDir, flow);
    return openCsvSides(options, { candidate, current, period, modelsDir: settings.modelsDir });
  }
  if (options.map !== undefined || options.score === true) {
    throw new CommandFailure(2, '--map and --score are for the rows of a file: add --csv <file>.');
  }
  const current = options.current === undefined ? undefined : await policyInFolder(options.current, flow);
  return {
    source: await openLogSource(settings, flow, period),
    candidate,
    ...(current === undefined ? {} : { current }),
    ...(options.model === undefined ? {} : { modelVersion: options.model }),
  };
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
  const source = await openCsvDecisions({ csv, map, ...sides, ...(host === undefined ? {} : { models: host.models }) }).catch(
    async (error: unknown) => {
      await host?.close();
      throw error;
    },
  );
  const alone = 'No scores were asked for (--score): on both sides rules and lists decided alone.';
  return {
    source: {
      ...source,
      batches: inPeriod(source.batches, period),
      get notes() {
        return host === undefined ? [...source.notes, alone] : source.notes;
      },
      close: async () => host?.close(),
    },
    candidate: sides.candidate,
    ...(sides.candidate.model === undefined ? {} : { modelVersion: sides.candidate.model.version }),
  };
}

/** Rows outside of the period are history all the same, so they are left out only here. */
async function* inPeriod(
  batches: AsyncIterable<readonly RecordedDecision[]>,
  { fromMs = -Infinity, toMs = Infinity }: EventPeriod,
): AsyncGenerator<readonly RecordedDecision[]> {
  for await (const batch of batches) {
    yield batch.filter(({ record: { ask } }) => ask.eventTimeMs >= fromMs && ask.eventTimeMs < toMs);
  }
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
