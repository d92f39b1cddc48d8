import { access, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseStrictJson, type Fault, type Policy } from '@gavel/engine';

/** Faults, and what could not be looked at. */
export interface ChampionCheck {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

const FINE: ChampionCheck = { faults: [], warnings: [] };

/** Is the champion of a policy published? Its files are not verified: the service does that when it loads them. */
export async function checkChampion({ model, files }: Policy, modelsDir: string): Promise<ChampionCheck> {
  if (model === undefined || (await isThere(join(modelsDir, model.name, model.version, 'artifact.json')))) return FINE;
  const place = { file: 'policy.json', pointer: '/model/champion', ...locate(files['policy.json'] ?? '') };
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
  return { faults: [{ ...place, message, mend: 'Name a version that is, or publish this one.' }], warnings: [] };
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
