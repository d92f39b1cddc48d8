import { readFile } from 'node:fs/promises';
import { modelInputsSchema, networkOptionsSchema, type ModelInput } from '@gavel/models';
import { z } from 'zod';
import { CommandFailure } from '../command-failure.js';

const versionPlanSchema = z.strictObject({
  /** What sets this version apart, for readers. */
  about: z.string().max(300),
  /** Where the traffic to learn from comes from. */
  generator: z.discriminatedUnion('name', [
    z.strictObject({
      name: z.literal('card-traffic'),
      customers: z.int().min(1).max(1_000_000),
      days: z.int().min(1).max(1000),
      startTime: z.iso.datetime(),
      fraudShare: z.number().min(0).max(0.5),
    }),
    /** CSV files in the folder `--data`, each read by a map. */
    z.strictObject({
      name: z.literal('csv-files'),
      files: z
        .array(z.strictObject({ file: z.string(), map: z.string() }))
        .min(1)
        .max(20),
    }),
  ]),
  /** By time: the rest, the latest, is held out. */
  split: z.strictObject({
    trainShare: z.number().min(0.1).max(0.9),
    watchShare: z.number().min(0.05).max(0.5),
    gapHours: z.number().min(0).max(720),
  }),
  /** Names of the input sets it takes, in this order. */
  inputs: z.array(z.string()).min(1),
  network: networkOptionsSchema,
  calibrator: z.enum(['none', 'platt']),
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
export interface PlannedVersion extends Omit<VersionPlan, 'inputs'> {
  readonly flow: string;
  readonly inputs: readonly ModelInput[];
  /** The listed version that it takes its settings from: itself, where it is listed. */
  readonly settingsOf: string;
}

/**
 * Reads the plan of one version. One that is not listed is made like the highest that is, so that what is new is the traffic it learns from.
 * Fails as a wrongly asked command when no version is listed, or when the plan is not sound.
 */
export async function readTrainingPlan(file: string, version: string): Promise<PlannedVersion> {
  const parsed = trainingPlanSchema.safeParse(await readJson(file));
  if (!parsed.success)
    throw new CommandFailure(2, parsed.error.issues.map((issue) => `${file} /${issue.path.join('/')}: ${issue.message}`).join('\n'));
  const { versions } = parsed.data;
  const listed = Object.hasOwn(versions, version) ? version : highestOf(Object.keys(versions));
  const plan = listed === undefined ? undefined : versions[listed];
  if (listed === undefined || plan === undefined)
    throw new CommandFailure(2, `${file} has no version ${version} and none to take the settings of. Add one to train it.`);
  const { inputs: sets, flow } = parsed.data;
  const inputs = plan.inputs.flatMap((name) => {
    const set = Object.hasOwn(sets, name) ? sets[name] : undefined;
    if (set === undefined) throw new CommandFailure(2, `${file} /versions/${listed}/inputs: there is no input set ${name}`);
    return set;
  });
  return { ...plan, flow, inputs, settingsOf: listed };
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

/** Files that a version learns from. */
export type FilesGenerator = VersionPlan['generator'] & { readonly name: 'csv-files' };
