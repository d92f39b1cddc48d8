import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { artifactSchema, type Artifact } from './artifact-schema.js';
import { columnCount, columnNames } from './input-columns.js';
import { SAVED_MODEL_MAX_BYTES } from './saved-model-file.js';
import { sha256 } from './sha256.js';
import { weightsNames } from './weights-files.js';

const MIB = 1024 * 1024;
const MAX_BYTES = {
  'artifact.json': 4 * MIB,
  'model.json': 4 * MIB,
  'weights.bin': 256 * MIB,
  'model.onnx': 256 * MIB,
  ...SAVED_MODEL_MAX_BYTES,
  'model-card.md': MIB,
} as const;

type FileName = keyof typeof MAX_BYTES;

/** A version as it stands on disk, every file checked against its digest; nothing of the model has been parsed. */
export interface VerifiedArtifact {
  readonly artifact: Artifact;
  /** SHA-256 (hex) of `artifact.json`, which names the digests of the other files: so of all of it. */
  readonly digest: string;
  readonly modelJson: Uint8Array;
  /** `weights.bin`, or `model.onnx`, or the files of a SavedModel one behind the other, as `model.json` lists them. */
  readonly weights: Uint8Array;
}

/** Either a verified artifact, or every reason why it is refused. */
export type ArtifactRead =
  { readonly ok: true; readonly value: VerifiedArtifact } | { readonly ok: false; readonly reasons: readonly string[] };

/** Reads and verifies the folder `<models>/<name>/<version>`. Never rejects. */
export async function readArtifact(folder: string): Promise<ArtifactRead> {
  const text = await readLimited(folder, 'artifact.json');
  if (typeof text === 'string') return refused(text);
  const artifact = parseArtifact(text);
  if (Array.isArray(artifact)) return refused(...artifact);
  const [modelJson, weights, card] = await Promise.all([
    readDigested(folder, 'model.json', artifact),
    readWeights(folder, artifact),
    artifact.files['model-card.md'] === undefined ? undefined : readDigested(folder, 'model-card.md', artifact),
  ]);
  const reasons = [...placeFaults(folder, artifact), ...shapeFaults(artifact)];
  if (typeof modelJson === 'string') reasons.push(modelJson);
  if (typeof weights === 'string') reasons.push(weights);
  if (typeof card === 'string') reasons.push(card);
  if (reasons.length > 0 || typeof modelJson === 'string' || typeof weights === 'string') return refused(...reasons);
  return { ok: true, value: { artifact, digest: await sha256(text), modelJson, weights } };
}

function refused(...reasons: string[]): ArtifactRead {
  return { ok: false, reasons };
}

/** The bytes, or why they cannot be had. */
async function readLimited(folder: string, name: FileName): Promise<Uint8Array<ArrayBuffer> | string> {
  try {
    const path = join(folder, name);
    const found = await stat(path);
    const { size } = found;
    if (!found.isFile()) return `${name} is no file`;
    if (size > MAX_BYTES[name]) return `${name} has ${size} bytes; at most ${MAX_BYTES[name]} are read`;
    return new Uint8Array(await readFile(path));
  } catch (error) {
    return `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The bytes of all files that hold the numbers, or why one of them cannot be had. */
async function readWeights(folder: string, artifact: Artifact): Promise<Uint8Array<ArrayBuffer> | string> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (const name of weightsNames(artifact)) {
    const bytes = await readDigested(folder, name, artifact);
    if (typeof bytes === 'string') return bytes;
    parts.push(bytes);
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : new Uint8Array(Buffer.concat(parts));
}

async function readDigested(folder: string, name: keyof Artifact['files'], artifact: Artifact): Promise<Uint8Array<ArrayBuffer> | string> {
  if (artifact.files[name] === undefined) return `artifact.json /files: a model of the format ${artifact.format} has a digest of ${name}`;
  const bytes = await readLimited(folder, name);
  if (typeof bytes === 'string') return bytes;
  const found = await sha256(bytes);
  return found === artifact.files[name] ? bytes : `${name} has SHA-256 ${found}; artifact.json says ${artifact.files[name]}`;
}

function parseArtifact(text: Uint8Array): Artifact | string[] {
  try {
    const parsed = artifactSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)));
    return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `artifact.json /${issue.path.join('/')}: ${issue.message}`);
  } catch (error) {
    return [`artifact.json is not JSON: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** A folder that was moved or copied under another name is not the version it says it is. */
function placeFaults(folder: string, { name, version }: Artifact): string[] {
  const place = `${basename(dirname(folder))}/${basename(folder)}`;
  return place === `${name}/${version}` ? [] : [`artifact.json is ${name}/${version}, but the folder is ${place}`];
}

function shapeFaults({ inputs, scaler, format, training, origin }: Artifact): string[] {
  const columns = columnCount(inputs);
  const names = columnNames(inputs);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const faults = twice.map((name) => `artifact.json /inputs: the column ${name} stands twice`);
  for (const part of ['mean', 'sd'] as const) {
    if (scaler[part].length !== columns) faults.push(`artifact.json /scaler/${part}: ${scaler[part].length} values for ${columns} columns`);
  }
  if ((training === undefined) === (origin === undefined)) faults.push('artifact.json: it has either training or origin');
  for (const { fact, whenMissing } of inputs) {
    if (format !== 'onnx' && 'value' in whenMissing && whenMissing.value === 'nan')
      faults.push(`artifact.json /inputs: ${fact}: only a model of the format onnx may take nan for a missing value`);
  }
  return faults;
}
