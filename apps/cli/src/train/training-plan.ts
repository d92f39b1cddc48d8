import { readFile } from 'node:fs/promises';
import { modelInputsSchema, networkOptionsSchema, type ModelInput } from '@gavel/models';
import { z } from 'zod';
import { CommandFailure } from '../command-failure.js';

const versionPlanSchema = z.strictObject({
  /** What sets this version apart, for readers. */
  about: z.string().max(300),
  /** Where the traffic to learn from comes from. */
  generator: z.strictObject({
    name: z.literal('card-traffic'),
    customers: z.int().min(1).max(1_000_000),
    days: z.int().min(1).max(1000),
    startTime: z.iso.datetime(),
    fraudShare: z.number().min(0).max(0.5),
  }),
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
}

/** Reads the plan of one version; fails as a wrongly asked command when there is none, or when it is not sound. */
export async function readTrainingPlan(file: string, version: string): Promise<PlannedVersion> {
  const parsed = trainingPlanSchema.safeParse(await readJson(file));
  if (!parsed.success)
    throw new CommandFailure(2, parsed.error.issues.map((issue) => `${file} /${issue.path.join('/')}: ${issue.message}`).join('\n'));
  const plan = Object.hasOwn(parsed.data.versions, version) ? parsed.data.versions[version] : undefined;
  if (plan === undefined) {
    throw new CommandFailure(
      2,
      `${file} has no version ${version}; it has ${Object.keys(parsed.data.versions).join(', ')}. Add one to train it.`,
    );
  }
  const { inputs: sets, flow } = parsed.data;
  const inputs = plan.inputs.flatMap((name) => {
    const set = Object.hasOwn(sets, name) ? sets[name] : undefined;
    if (set === undefined) throw new CommandFailure(2, `${file} /versions/${version}/inputs: there is no input set ${name}`);
    return set;
  });
  return { ...plan, flow, inputs };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandFailure(2, `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
