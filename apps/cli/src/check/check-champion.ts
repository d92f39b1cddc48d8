import { access, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseStrictJson, type Fault, type Policy } from '@gavel/engine';
import { z } from 'zod';

/** Faults, and what could not be looked at. */
export interface ChampionCheck {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

const FINE: ChampionCheck = { faults: [], warnings: [] };

/** Of an artifact only what it reads: the service verifies the rest when it loads it. */
const inputsSchema = z.object({ inputs: z.array(z.object({ fact: z.string() })) });
const MAX_NAMED = 10;

/** Is the champion of a policy published, and does it read only what the flow has? The service lets no other score. */
export async function checkChampion({ model, files, factTypes }: Policy, modelsDir: string): Promise<ChampionCheck> {
  if (model === undefined) return FINE;
  const place = { file: 'policy.json', pointer: '/model/champion', ...locate(files['policy.json'] ?? '') };
  const path = join(modelsDir, model.name, model.version, 'artifact.json');
  if (await isThere(path)) {
    const read = await readInputs(path);
    const who = `The champion ${model.name}@${model.version}`;
    if (typeof read === 'string')
      return faulty({ ...place, message: `${who} cannot be read: ${path} ${read}.`, mend: 'Publish it again.' });
    const strange = read.filter((fact) => !factTypes.has(fact));
    if (strange.length === 0) return FINE;
    const message = `${who} reads what the flow does not have (${strange.length} of its ${read.length} inputs): ${firstOf(strange)}.`;
    return faulty({ ...place, message, mend: 'Name a version that was trained for this flow, or give the flow these facts.' });
  }
  if (!(await isThere(modelsDir))) {
    const message = `There is no folder ${resolve(modelsDir)}: whether the champion ${model.name}@${model.version} is published was not checked.`;
    return {
      faults: [],
      warnings: [{ ...place, message, mend: 'Name the folder of the models with --models <dir> or GAVEL_MODELS_DIR.' }],
    };
  }
  const published = await versionsIn(join(modelsDir, model.name));
  const there = published.length === 0 ? `no version of ${model.name} is` : `published are: ${published.join(', ')}`;
  const message = `The champion ${model.name}@${model.version} is not published; ${there}.`;
  return faulty({ ...place, message, mend: 'Name a version that is, or publish this one.' });
}

function faulty(fault: Fault): ChampionCheck {
  return { faults: [fault], warnings: [] };
}

/** The facts that a version reads, or why they cannot be told. */
async function readInputs(path: string): Promise<readonly string[] | string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => error);
  if (typeof text !== 'string') return `(${text instanceof Error ? text.message : String(text)})`;
  try {
    const parsed = inputsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.inputs.map(({ fact }) => fact) : 'does not say what the version reads';
  } catch {
    return 'is not JSON';
  }
}

function firstOf(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return [...names.slice(0, MAX_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

async function versionsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => isThere(join(folder, name, 'artifact.json'))));
  return names.filter((_name, index) => found[index]).toSorted();
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function locate(text: string): { readonly line?: number; readonly column?: number } {
  const parsed = parseStrictJson(text);
  return (parsed.ok ? parsed.locate('/model/champion') : undefined) ?? {};
}
