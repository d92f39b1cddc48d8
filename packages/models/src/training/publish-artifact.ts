import { chmod, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactSchema, type Artifact } from '../artifact/artifact-schema.js';
import { sha256Now } from '../artifact/sha256.js';
import type { ModelFiles } from './export-layers-model.js';

/** What `artifact.json` says, but for the files' digests, which publishing fills in. */
export type ArtifactDraft = Omit<Artifact, 'files'>;

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
  const artifact = artifactSchema.parse({
    ...draft,
    files: { 'model.json': sha256Now(files.modelJson), 'weights.bin': sha256Now(files.weights) },
  });
  const parent = join(modelsDir, artifact.name);
  const folder = join(parent, artifact.version);
  if (await exists(folder)) throw new Error(`${folder} exists, and a published version is never changed: take another version`);
  await mkdir(parent, { recursive: true });
  const text = `${JSON.stringify(artifact, undefined, 2)}\n`;
  const unfinished = await mkdtemp(join(parent, '.unfinished-'));
  try {
    await writeFlushed(join(unfinished, 'model.json'), files.modelJson);
    await writeFlushed(join(unfinished, 'weights.bin'), files.weights);
    await writeFlushed(join(unfinished, 'artifact.json'), new TextEncoder().encode(text));
    // The temporary folder is its maker's alone; a published version is for every process that scores.
    await chmod(unfinished, 0o755);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return { folder, digest: sha256Now(text) };
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
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
