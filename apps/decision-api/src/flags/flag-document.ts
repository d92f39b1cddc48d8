import { parseStrictJson, pointerOf, type Fault } from '@gavel/engine';
import { z } from 'zod';

/** Flags in Unleash's own client format (`/api/client/features`), checked. What we do not look at is passed on to the client as it is. */
const variantSchema = z.looseObject({
  name: z.string().max(200),
  weight: z.number().min(0).max(1000),
  payload: z.looseObject({ type: z.string(), value: z.string().max(1000) }).nullish(),
  stickiness: z.string().max(200).nullish(),
});

const strategySchema = z.looseObject({
  name: z.string().max(200),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  constraints: z.array(z.looseObject({ contextName: z.string(), operator: z.string() })).nullish(),
  segments: z.array(z.number()).nullish(),
  variants: z.array(variantSchema).nullish(),
});

const featureSchema = z.looseObject({
  name: z.string().min(1).max(200),
  enabled: z.boolean(),
  strategies: z.array(strategySchema).max(100).nullish(),
  variants: z.array(variantSchema).nullish(),
});
export type Feature = z.infer<typeof featureSchema>;

const segmentSchema = z.looseObject({ id: z.number(), constraints: z.array(z.looseObject({})) });
export type Segment = z.infer<typeof segmentSchema>;

const documentSchema = z.looseObject({
  features: z.array(z.unknown()).max(10_000),
  segments: z.array(segmentSchema).nullish(),
});

/** Flags by name, and what was refused of a document. */
export interface FlagSet {
  readonly features: ReadonlyMap<string, Feature>;
  readonly segments: ReadonlyMap<number, Segment>;
}

export interface CheckedFlags {
  /** Absent: the document as a whole cannot be read. */
  readonly set?: FlagSet;
  /** Names of flags that are refused: their last good definition stays. */
  readonly refused: readonly string[];
  readonly faults: readonly Fault[];
}

/** Flags of ours are checked closely; those of others in the same Unleash only need to be readable. */
const OURS = 'gavel.';
const KNOWN_STRATEGIES = new Set([
  'default',
  'userWithId',
  'flexibleRollout',
  'gradualRolloutUserId',
  'remoteAddress',
  'applicationHostname',
]);
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** Reads a flag document. `file` names it in faults: a path, or the address of a server. Never throws. */
export function checkFlags(file: string, text: string): CheckedFlags {
  const parsed = parseStrictJson(text, { maxBytes: MAX_DOCUMENT_BYTES });
  if (!parsed.ok) return { refused: [], faults: [{ file, ...parsed.fault }] };
  const place = (fault: Fault): Fault => ({ file, ...parsed.locate(fault.pointer), ...fault });
  const document = documentSchema.safeParse(parsed.value);
  if (!document.success) return { refused: [], faults: shapeFaults(document.error, []).map(place) };
  const features = new Map<string, Feature>();
  const refused: string[] = [];
  const faults: Fault[] = [];
  const all = document.data.features.map(checkFeature);
  const times = new Map<string | undefined, number>();
  for (const { name } of all) times.set(name, (times.get(name) ?? 0) + 1);
  for (const [index, { feature, name, faults: own }] of all.entries()) {
    faults.push(...own.map(place));
    if (name === undefined) continue;
    const clash = times.get(name) !== 1;
    if (clash) faults.push(place(twiceFault(name, index)));
    // Nobody can say which of two is meant; but what is switched off in one of them is off.
    if (feature !== undefined && !(clash && feature.enabled)) features.set(name, feature);
    else refused.push(name);
  }
  const segments = new Map((document.data.segments ?? []).map((segment) => [segment.id, segment]));
  return { set: { features, segments }, refused: refused.filter((name) => !features.has(name)), faults };
}

function twiceFault(name: string, index: number): Fault {
  const message = `The flag ${name} stands in the document twice.`;
  return { pointer: pointerOf(['features', index, 'name']), message, mend: 'Keep one of them.', subject: name };
}

interface FoundFeature {
  readonly feature?: Feature;
  readonly name?: string;
  readonly faults: readonly Fault[];
}

/** A flag that is switched off is always taken: the kill switch must work whatever else is wrong with the flag. */
function checkFeature(value: unknown, index: number): FoundFeature {
  const named = z.looseObject({ name: z.string(), enabled: z.boolean().optional() }).safeParse(value).data;
  if (named?.enabled === false) return { feature: { name: named.name, enabled: false }, name: named.name, faults: [] };
  const path = ['features', index];
  const read = featureSchema.safeParse(value);
  const name = named?.name;
  const faults = read.success ? (name?.startsWith(OURS) ? faultsOfOurs(read.data, path) : []) : shapeFaults(read.error, path);
  const subject = name === undefined ? {} : { subject: name };
  if (read.success && faults.length === 0) return { feature: read.data, ...(name === undefined ? {} : { name }), faults };
  return { ...(name === undefined ? {} : { name }), faults: faults.map((fault) => ({ ...subject, ...fault })) };
}

function faultsOfOurs(feature: Feature, path: readonly PropertyKey[]): Fault[] {
  return (feature.strategies ?? []).flatMap((strategy, index): Fault[] => {
    const at = [...path, 'strategies', index];
    if (!KNOWN_STRATEGIES.has(strategy.name)) {
      const message = `The strategy ${JSON.stringify(strategy.name)} is not known, so the flag would be off for everyone.`;
      return [{ pointer: pointerOf([...at, 'name']), message, mend: `Use one of ${[...KNOWN_STRATEGIES].join(', ')}.` }];
    }
    return strategy.name === 'flexibleRollout' ? rolloutFaults(strategy.parameters ?? {}, [...at, 'parameters']) : [];
  });
}

/** The server takes any text as a share, and the client any number: 150 would be everyone, 0.5 no one, and both without a word. */
function rolloutFaults(parameters: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): Fault[] {
  const faults: Fault[] = [];
  const rollout = parameters['rollout'];
  if (!/^(100|[1-9]?\d)$/.test(String(rollout))) {
    const message = `A rollout is a whole percentage from 0 to 100, not ${JSON.stringify(rollout)}.`;
    faults.push({ pointer: pointerOf([...path, 'rollout']), message, mend: 'For steps below 1 %, use variant weights (of 1000) instead.' });
  }
  const stickiness = parameters['stickiness'];
  if (stickiness === 'random' || stickiness === 'sessionId') {
    const message = `With stickiness ${JSON.stringify(stickiness)} the same customer would flip between versions.`;
    faults.push({
      pointer: pointerOf([...path, 'stickiness']),
      message,
      mend: 'Use `userId`, `default` or the stickiness field of the flow.',
    });
  }
  return faults;
}

function shapeFaults(error: z.ZodError, path: readonly PropertyKey[]): Fault[] {
  return error.issues.map((issue) => ({
    pointer: pointerOf([...path, ...issue.path]),
    message: issue.message,
    mend: 'See the format of Unleash’s /api/client/features.',
  }));
}
