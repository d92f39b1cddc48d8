import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packSavedModel, SAVED_MODEL_PATHS, type SavedModelFiles, type SavedModelPath } from '../../artifact/saved-model-file.js';
import { FOREIGN_FACTS } from './foreign-rows.js';
import type { ForeignDescription } from '../../foreign/foreign-description.js';
import type { ModelFiles } from '../../training/trained-model.js';

const FOLDER = join(import.meta.dirname, 'saved-model');

/** What make-saved-model.py saved: the network of graph-network.ts. */
export async function savedModelFiles(): Promise<SavedModelFiles> {
  const read = async (path: SavedModelPath): Promise<[SavedModelPath, Uint8Array]> => [
    path,
    new Uint8Array(await readFile(join(FOLDER, path))),
  ];
  return new Map(await Promise.all(SAVED_MODEL_PATHS.map(read)));
}

/** The same, as it is published. */
export function packedSavedModel(files: SavedModelFiles): ModelFiles {
  return packSavedModel(files, { input: 'rows', output: 'probabilities', column: 1, gives: 'probability' });
}

/** What is said of it: a missing fact is 0. */
export function savedModelDescription(version: string): ForeignDescription {
  const features = FOREIGN_FACTS.map((fact) => ({ fact, kind: 'number' as const, whenMissing: { value: 0, indicator: false } }));
  return { model: 'foreign', version, file: 'saved-model', madeBy: 'TensorFlow, for the tests', features };
}
