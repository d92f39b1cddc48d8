import { chmod, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactSchema, weightsFile } from '../artifact/artifact-schema.js';
import { sha256Now } from '../artifact/sha256.js';
import { modelCard } from './model-card.js';
/**
 * Writes `<modelsDir>/<name>/<version>` whole or not at all: into a hidden folder beside it, flushed to disk, then renamed.
 * A published version is immutable: rejects when it exists. Rejects, too, when the draft is not a valid artifact.
 */
export async function publishArtifact(modelsDir, draft, files) {
    const weights = weightsFile(draft.format);
    const card = new TextEncoder().encode(modelCard(draft));
    const artifact = artifactSchema.parse({
        ...draft,
        files: { 'model.json': sha256Now(files.modelJson), [weights]: sha256Now(files.weights), 'model-card.md': sha256Now(card) },
    });
    const text = `${JSON.stringify(artifact, undefined, 2)}\n`;
    const folder = await writeVersion(modelsDir, artifact, {
        'model.json': files.modelJson,
        [weights]: files.weights,
        'model-card.md': card,
        'artifact.json': new TextEncoder().encode(text),
    });
    return { folder, digest: sha256Now(text) };
}
/** Publishes a verified version from elsewhere, byte for byte. Rejects when it exists. */
export async function publishCopy(modelsDir, folder, { artifact, digest }) {
    const names = [...Object.keys(artifact.files), 'artifact.json'];
    const files = await Promise.all(names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))]));
    return { folder: await writeVersion(modelsDir, artifact, Object.fromEntries(files)), digest };
}
/** Writes the files of a version as they are; answers the folder. */
async function writeVersion(modelsDir, artifact, files) {
    const parent = join(modelsDir, artifact.name);
    const folder = join(parent, artifact.version);
    if (await exists(folder))
        throw new Error(`${folder} exists, and a published version is never changed: take another version`);
    await mkdir(parent, { recursive: true });
    const unfinished = await mkdtemp(join(parent, '.unfinished-'));
    try {
        for (const [name, bytes] of Object.entries(files))
            await writeFlushed(join(unfinished, name), bytes);
        // The temporary folder is its maker's alone; a published version is for every process that scores.
        await chmod(unfinished, 0o755);
        await rename(unfinished, folder);
    }
    catch (error) {
        await rm(unfinished, { recursive: true, force: true });
        throw error;
    }
    return folder;
}
async function writeFlushed(path, bytes) {
    const file = await open(path, 'wx');
    try {
        await file.writeFile(bytes);
        await file.sync();
    }
    finally {
        await file.close();
    }
}
async function exists(path) {
    return stat(path).then(() => true, () => false);
}
//# sourceMappingURL=publish-artifact.js.map