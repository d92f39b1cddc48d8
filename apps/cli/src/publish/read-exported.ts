import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { graphShards, SAVED_MODEL_MAX_BYTES, SAVED_MODEL_PATHS, type ForeignFiles, type SavedModelPath } from '@gavel/models';
import { CommandFailure } from '../command-failure.js';
import { refusal } from './refusal.js';

const MAX_MODEL_BYTES = 256 * 1024 * 1024;
const MAX_GRAPH_BYTES = 4 * 1024 * 1024;
const SAVED_MODEL = 'saved_model.pb';

/** The files of a model as it was exported: an .onnx, a model.json with the files that its weights are in, or a SavedModel's folder. */
export async function readExported(file: string, description: string): Promise<ForeignFiles> {
  if (file.endsWith('.onnx')) return { format: 'onnx', onnx: await readLimited(file, MAX_MODEL_BYTES) };
  if (file.endsWith('.json')) return readGraphModel(file, description);
  return { format: 'saved-model', files: await readSavedModelFolder(basename(file) === SAVED_MODEL ? dirname(file) : file) };
}

/** Whether a folder is a SavedModel, of which nobody has said yet how it is served. */
export async function isSavedModel(folder: string): Promise<boolean> {
  return stat(join(folder, SAVED_MODEL)).then(
    () => true,
    () => false,
  );
}

async function readGraphModel(file: string, description: string): Promise<ForeignFiles> {
  const modelJson = await readLimited(file, MAX_GRAPH_BYTES);
  const shards: Uint8Array[] = [];
  let leftBytes = MAX_MODEL_BYTES;
  for (const name of shardsOf(modelJson, description)) {
    const shard = await readLimited(join(dirname(file), name), leftBytes);
    leftBytes -= shard.byteLength;
    shards.push(shard);
  }
  return { format: 'tfjs-graph', modelJson, weights: new Uint8Array(Buffer.concat(shards)) };
}

/** What TensorFlow loads of it; what else lies there is no part of the model. */
async function readSavedModelFolder(folder: string): Promise<ReadonlyMap<SavedModelPath, Uint8Array>> {
  const found = await stat(folder).catch((error: unknown) => {
    throw new CommandFailure(2, `${folder} cannot be read: ${messageOf(error)}`);
  });
  if (!found.isDirectory())
    throw new CommandFailure(2, `${folder} is neither an .onnx file, nor a TensorFlow.js model.json, nor the folder of a SavedModel`);
  const files = new Map<SavedModelPath, Uint8Array>();
  for (const path of SAVED_MODEL_PATHS) {
    const isThere = path === SAVED_MODEL || (await stat(join(folder, path)).catch(() => undefined)) !== undefined;
    if (isThere) files.set(path, await readLimited(join(folder, path), SAVED_MODEL_MAX_BYTES[path]));
  }
  return files;
}

function shardsOf(modelJson: Uint8Array, description: string): readonly string[] {
  try {
    return graphShards(modelJson);
  } catch (error) {
    throw refusal(description, [messageOf(error)]);
  }
}

/** The bytes of a file that is no larger than `maxBytes`; fails with the reason. */
export async function readLimited(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > maxBytes) throw new Error(`it has ${found.size} bytes; at most ${maxBytes} are read`);
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw new CommandFailure(2, `${path} cannot be read: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
