import { chmod, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { artifactSchema, type Artifact } from '../artifact/artifact-schema.js';
import type { VerifiedArtifact } from '../artifact/read-artifact.js';
import { sha256Now } from '../artifact/sha256.js';
import { weightsFiles } from '../artifact/weights-files.js';
import { modelCard } from './model-card.js';
import type { ModelFiles } from './trained-model.js';

/** What `artifact.json` says, but for the files' digests, which publishing fills in. */
export type ArtifactDraft = Omit<Artifact, 'files'>;

/** The same of a version trained here, of which all is known. */
export type TrainedDraft = ArtifactDraft & Required<Pick<Artifact, 'training' | 'metrics' | 'scoreProfile'>>;

/** A version that was written. */
export interface Published {
  readonly folder: string;
  /** SHA-256 (hex) of `artifact.json`. */
  readonly digest: string;
}

/**
 * Writes `<modelsDir>/<name>/<version>` whole or not at all: into a hidden folder beside it, flushed to disk, then renamed.
 * A published version is immutable: rejects when it exists. Rejects, too, when the draft is not a valid artifact.
 */
export async function publishArtifact(modelsDir: string, draft: ArtifactDraft, files: ModelFiles): Promise<Published> {
  const weights = weightsFiles(draft.format, files);
  const card = new TextEncoder().encode(modelCard(draft));
  const artifact = artifactSchema.parse({
    ...draft,
    files: { 'model.json': sha256Now(files.modelJson), ...digests(weights), 'model-card.md': sha256Now(card) },
  });
  const text = `${JSON.stringify(artifact, undefined, 2)}\n`;
  const folder = await writeVersion(modelsDir, artifact, {
    'model.json': files.modelJson,
    ...Object.fromEntries(weights),
    'model-card.md': card,
    'artifact.json': new TextEncoder().encode(text),
  });
  return { folder, digest: sha256Now(text) };
}

function digests(files: ReadonlyMap<string, Uint8Array>): Readonly<Record<string, string>> {
  return Object.fromEntries([...files].map(([name, bytes]) => [name, sha256Now(bytes)]));
}

/** Publishes a verified version from elsewhere, byte for byte. Rejects when it exists. */
export async function publishCopy(modelsDir: string, folder: string, { artifact, digest }: VerifiedArtifact): Promise<Published> {
  const names = [...Object.keys(artifact.files), 'artifact.json'];
  const files = await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))] as const));
  return { folder: await writeVersion(modelsDir, artifact, Object.fromEntries(files)), digest };
}

/** Writes the files of a version as they are; answers the folder. */
async function writeVersion(
  modelsDir: string,
  artifact: Pick<Artifact, 'name' | 'version'>,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<string> {
  const parent = join(modelsDir, artifact.name);
  const folder = join(parent, artifact.version);
  if (await exists(folder)) throw new Error(`${folder} exists, and a published version is never changed: take another version`);
  await mkdir(parent, { recursive: true });
  const unfinished = await mkdtemp(join(parent, '.unfinished-'));
  try {
    for (const [name, bytes] of Object.entries(files)) await writeFlushed(join(unfinished, name), bytes);
    // The temporary folder is its maker's alone; a published version is for every process that scores.
    await chmod(unfinished, 0o755);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
