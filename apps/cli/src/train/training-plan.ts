import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { floorSchema, modelInputsSchema, recipeSchema, type Floor, type ModelInput, type Recipe } from '@gavel/models';
import { z } from 'zod';
import { CommandFailure } from '../command-failure.js';
import { DEFAULT_RECIPE } from './default-recipe.js';
import type { TrainOptions } from './train-options.js';

const trafficSchema = z.strictObject({
  name: z.literal('card-traffic'),
  customers: z.int().min(1).max(1_000_000),
  days: z.int().min(1).max(1000),
  startTime: z.iso.datetime(),
  fraudShare: z.number().min(0).max(0.5),
});

/** CSV files in the folder `--data`, each read by a map. */
const filesSchema = z.strictObject({
  name: z.literal('csv-files'),
  files: z
    .array(z.strictObject({ file: z.string(), map: z.string() }))
    .min(1)
    .max(20),
});
/** Labelled rows of files. */
export type FilesGenerator = z.infer<typeof filesSchema>;

/** By time: the rest, the latest, is held out. */
const splitSchema = z.strictObject({
  trainShare: z.number().min(0.1).max(0.9),
  watchShare: z.number().min(0.05).max(0.5),
  /** Left out behind each border, so that one episode does not stand on both sides, and a label is known. */
  gapHours: z.number().min(0).max(8760),
});
type ShareSplit = z.infer<typeof splitSchema>;

const versionPlanSchema = z.strictObject({
  /** What sets this version apart, for readers. */
  about: z.string().max(300),
  /** Where rows come from; not needed to train from a table of features. */
  generator: z.discriminatedUnion('name', [trafficSchema, filesSchema]).exactOptional(),
  split: splitSchema,
  /** Names of the input sets it takes, in this order; without them every feature of the file is an input. */
  inputs: z.array(z.string()).min(1).exactOptional(),
  recipe: recipeSchema,
  /** What it must be worth on the held-out slice to be published. */
  floor: floorSchema.exactOptional(),
});
type VersionPlan = z.infer<typeof versionPlanSchema>;

/** `models/<model>/training.json`: how each version of a model is made. */
const trainingPlanSchema = z.strictObject({
  /** The flow whose requests and features the model reads. */
  flow: z.string(),
  /** Named sets of inputs. */
  inputs: z.record(z.string(), modelInputsSchema),
  versions: z.record(z.string(), versionPlanSchema),
});

/** One version to be made. */
export interface PlannedVersion {
  /** Absent: it is made without a flow, from a file. */
  readonly flow?: string;
  readonly generator?: NonNullable<VersionPlan['generator']>;
  readonly split: ShareSplit;
  /** Absent: every feature there is. */
  readonly inputs?: readonly ModelInput[];
  readonly recipe: Recipe;
  readonly floor?: Floor;
  /** The listed version that it takes its settings from: itself, where it is listed. */
  readonly settingsOf?: string;
}

/**
 * Reads the plan of one version. One that is not listed is made like the highest that is, so that what is new is the traffic it learns from.
 * Fails as a wrongly asked command when no version is listed, or when the plan is not sound.
 */
async function readTrainingPlan(file: string, version: string): Promise<PlannedVersion> {
  const parsed = trainingPlanSchema.safeParse(await readJson(file));
  if (!parsed.success)
    throw new CommandFailure(2, parsed.error.issues.map((issue) => `${file} /${issue.path.join('/')}: ${issue.message}`).join('\n'));
  const { versions } = parsed.data;
  const listed = Object.hasOwn(versions, version) ? version : highestOf(Object.keys(versions));
  const plan = listed === undefined ? undefined : versions[listed];
  if (listed === undefined || plan === undefined)
    throw new CommandFailure(2, `${file} has no version ${version} and none to take the settings of. Add one to train it.`);
  const { inputs: sets, flow } = parsed.data;
  const inputs = plan.inputs?.flatMap((name) => {
    const set = Object.hasOwn(sets, name) ? sets[name] : undefined;
    if (set === undefined) throw new CommandFailure(2, `${file} /versions/${listed}/inputs: there is no input set ${name}`);
    return set;
  });
  const { split, recipe, generator, floor } = plan;
  return {
    flow,
    split,
    recipe,
    settingsOf: listed,
    ...(inputs === undefined ? {} : { inputs }),
    ...(generator === undefined ? {} : { generator }),
    ...(floor === undefined ? {} : { floor }),
  };
}

/** Of whole numbers: versions with other names are taken only by name. */
function highestOf(versions: readonly string[]): string | undefined {
  return versions.filter((version) => /^\d+$/.test(version)).toSorted((a, b) => Number(b) - Number(a))[0];
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandFailure(2, `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Of a file without a plan: the oldest 60 % to learn from, a fifth to watch, the latest fifth to measure on. */
const DEFAULT_SPLIT: ShareSplit = { trainShare: 0.6, watchShare: 0.2, gapHours: 0 };

/** How the version is to be made: by the plan, or by our defaults where a file is learnt from and there is no plan; what the command says comes before either. */
export async function planOf(model: string, options: TrainOptions): Promise<PlannedVersion> {
  const file = options.plan ?? join('models', model, 'training.json');
  const hasPlan = options.plan !== undefined || (options.data === undefined && options.log !== true) || (await isThere(file));
  const plan = hasPlan ? await readTrainingPlan(file, options.version) : { split: DEFAULT_SPLIT, recipe: DEFAULT_RECIPE };
  return withOptions(plan, options);
}

function withOptions(plan: PlannedVersion, { customers, days, epochs }: TrainOptions): PlannedVersion {
  const { generator } = plan;
  const changed = { ...(customers === undefined ? {} : { customers }), ...(days === undefined ? {} : { days }) };
  if (generator?.name === 'csv-files' && Object.keys(changed).length > 0)
    throw new CommandFailure(2, 'This version learns from files: --customers and --days are for generated traffic.');
  return {
    ...plan,
    ...(generator?.name === 'card-traffic' ? { generator: { ...generator, ...changed } } : {}),
    recipe:
      epochs === undefined ? plan.recipe : { ...plan.recipe, members: plan.recipe.members.map((member) => withRounds(member, epochs)) },
  };
}

function withRounds(member: Recipe['members'][number], rounds: number): Recipe['members'][number] {
  if (member.family === 'network') return { ...member, options: { ...member.options, epochs: rounds } };
  return member.family === 'trees' ? { ...member, options: { ...member.options, trees: rounds } } : member;
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
