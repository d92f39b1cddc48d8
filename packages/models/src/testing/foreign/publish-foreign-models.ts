import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftForeign } from '../../foreign/draft-foreign.js';
import type { ForeignDescription } from '../../foreign/foreign-description.js';
import { publishArtifact, type ArtifactDraft, type Published } from '../../training/publish-artifact.js';
import type { ModelFiles } from '../../training/trained-model.js';
import { FOREIGN_FACTS, foreignRows, foreignTable } from './foreign-rows.js';

/** Models that other frameworks trained and exported, by the name of their file. */
export const FOREIGN_MODELS = ['xgboost', 'lightgbm', 'scikit-learn'] as const;

/** What is said of one of them. */
function foreignDescription(version: string): ForeignDescription {
  const features = FOREIGN_FACTS.map((fact) => ({ fact, kind: 'number' as const }));
  return { model: 'foreign', version, file: `${version}.onnx`, madeBy: `${version}, for the tests`, features };
}

/** The bytes of a file of this folder. */
export async function foreignFile(name: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(join(import.meta.dirname, name)));
}

/** Foreign models published in a temporary directory of their own. */
export interface ForeignModels {
  readonly modelsDir: string;
  /** Publishes a version with other words or bytes. */
  readonly publish: (version: string, change: (made: Made) => Made) => Promise<Published>;
  readonly remove: () => Promise<void>;
}

interface Made {
  readonly draft: ArtifactDraft;
  readonly files: ModelFiles;
}

/** Publishes all of them, each with a table of 400 rows. */
export async function foreignModels(): Promise<ForeignModels> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-foreign-'));
  const table = foreignTable(foreignRows().slice(0, 400));
  const made = new Map<string, Made>();
  for (const name of FOREIGN_MODELS) {
    const draft = await draftForeign({
      description: foreignDescription(name),
      exported: { format: 'onnx', onnx: await foreignFile(`${name}.onnx`) },
      table,
      createdBy: 'a test',
    });
    made.set(name, draft);
    await publishArtifact(modelsDir, draft.draft, draft.files);
  }
  const first = made.get('xgboost');
  if (first === undefined) throw new Error('there is no model to change');
  return {
    modelsDir,
    publish: (version, change) => {
      const { draft, files } = change(first);
      return publishArtifact(modelsDir, { ...draft, version }, files);
    },
    remove: () => rm(modelsDir, { recursive: true, force: true }),
  };
}
