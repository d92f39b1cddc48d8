import { z } from 'zod';

const MIB = 1024 * 1024;

/**
 * The files of a SavedModel that TensorFlow loads, and how large they may be. `fingerprint.pb` is left out: it holds digests for those who keep
 * none.
 */
export const SAVED_MODEL_MAX_BYTES = {
  // The addon makes objects of all of it in the worker's heap: up to 200 bytes for each byte.
  'saved_model.pb': 2 * MIB,
  'variables/variables.index': 4 * MIB,
  'variables/variables.data-00000-of-00001': 256 * MIB,
} as const;
const NAMES = ['saved_model.pb', 'variables/variables.index', 'variables/variables.data-00000-of-00001'] as const;
/** One of those files, by its path in the folder. */
export type SavedModelPath = (typeof NAMES)[number];

const savedModelFileSchema = z.strictObject({
  format: z.literal('saved-model'),
  /** Of the signature `serving_default`. */
  input: z.string().min(1).max(200),
  output: z.string().min(1).max(200),
  /** Of an output [rows, k] the column with the score; 0 for [rows] and [rows, 1]. */
  column: z.int().min(0).max(999),
  gives: z.enum(['probability', 'logit']),
  /** The files, in the order in which they are kept in memory. */
  files: z
    .array(z.strictObject({ path: z.enum(NAMES), bytes: z.int().min(0) }))
    .min(1)
    .max(NAMES.length),
});

/** `model.json` of the format `saved-model`: where in its signature rows go in and the score comes out, and how long its files are. */
export type SavedModelFile = z.infer<typeof savedModelFileSchema>;

/** The files of a SavedModel by their paths; one without variables has the first alone. */
export type SavedModelFiles = ReadonlyMap<SavedModelPath, Uint8Array>;

/** A SavedModel as the two files that every format has in memory: `model.json`, and all of its own one behind the other. */
export function packSavedModel(
  files: SavedModelFiles,
  place: Omit<SavedModelFile, 'format' | 'files'>,
): { readonly modelJson: Uint8Array; readonly weights: Uint8Array } {
  const own = NAMES.flatMap((path) => {
    const bytes = files.get(path);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
  const listed = own.map(({ path, bytes }) => ({ path, bytes: bytes.length }));
  const text = JSON.stringify({ format: 'saved-model', ...place, files: listed } satisfies SavedModelFile, undefined, 2);
  return { modelJson: new TextEncoder().encode(`${text}\n`), weights: new Uint8Array(Buffer.concat(own.map(({ bytes }) => bytes))) };
}

/** Reads them back; throws where `model.json` is of another format or of other files. */
export function unpackSavedModel(
  modelJson: Uint8Array,
  weights: Uint8Array,
): { readonly file: SavedModelFile; readonly files: SavedModelFiles } {
  const parsed = savedModelFileSchema.safeParse(JSON.parse(new TextDecoder().decode(modelJson)));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(
      `model.json does not say how the SavedModel is read: /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  const listed = parsed.data.files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (listed !== weights.length) throw new Error(`the files of the SavedModel have ${weights.length} bytes; model.json lists ${listed}`);
  const files = new Map<SavedModelPath, Uint8Array>();
  let at = 0;
  for (const { path, bytes } of parsed.data.files) {
    if (files.has(path)) throw new Error(`model.json lists ${path} twice`);
    files.set(path, weights.subarray(at, at + bytes));
    at += bytes;
  }
  return { file: parsed.data, files };
}

/** Their paths in a folder, in the order of `packSavedModel`. */
export const SAVED_MODEL_PATHS: readonly SavedModelPath[] = NAMES;
