import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chooseBackground, openModels, publishArtifact, readArtifact, type Artifact, type ModelHost } from '@gavel/models';

/** The network that is measured. */
export const SHIPPED = resolve(import.meta.dirname, '../../../models/card-fraud/2');

/** The shipped model in a folder of its own, with a background, so that its versions can come and go. */
export interface BenchModels {
  readonly host: ModelHost;
  readonly artifact: Artifact;
  readonly publish: (version: string) => Promise<void>;
  readonly withdraw: (version: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openBenchModels(): Promise<BenchModels> {
  const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-bench-models-'));
  const read = await readArtifact(SHIPPED);
  if (!read.ok) throw new Error(read.reasons.join('; '));
  const { artifact, modelJson, weights } = read.value;
  // The golden row with the middle score stands for a typical one; their facts are a payment's, whole.
  const typical = artifact.goldenRows.slice(0, artifact.goldenRows.length / 2).map(({ values }) => values);
  const background = artifact.background ?? chooseBackground(typical, artifact);
  const { files: _files, ...draft } = artifact;
  const publish = async (version: string): Promise<void> => {
    await publishArtifact(modelsDir, { ...draft, background, version }, { modelJson, weights });
  };
  await publish('1');
  const host = await openModels({ modelsDir, pollMs: 50 });
  return {
    host,
    artifact,
    publish,
    withdraw: (version) => rm(join(modelsDir, artifact.name, version), { recursive: true }),
    close: async () => {
      await host.close();
      await rm(modelsDir, { recursive: true, force: true });
    },
  };
}
