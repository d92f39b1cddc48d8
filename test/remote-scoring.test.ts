import { Deadline } from '@gavel/engine';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openModels, readArtifact, readModelServers, type Artifact, type ModelHost } from '@gavel/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SHIPPED = resolve(import.meta.dirname, '../models/card-fraud/2');
/** A server of the Open Inference Protocol that has card-fraud@2: docs/remote-scoring.md says how to start one. */
const url = process.env['TEST_OIP_URL'];

if (url === undefined)
  process.stdout.write('scoring by a real server of the Open Inference Protocol is not run: TEST_OIP_URL is not set\n');

describe.skipIf(url === undefined)('a real server of the Open Inference Protocol', () => {
  let modelsDir: string;
  let remote: ModelHost;
  let local: ModelHost;
  let artifact: Artifact;

  beforeAll(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'gavel-oip-'));
    await cp(SHIPPED, join(modelsDir, 'card-fraud', '2'), { recursive: true });
    const read = await readArtifact(SHIPPED);
    if (!read.ok) throw new Error(read.reasons.join('; '));
    artifact = read.value.artifact;
    const { servers, faults } = readModelServers(`card-fraud/2=oip:${url}`);
    if (faults.length > 0) throw new Error(`TEST_OIP_URL: ${faults.join('; ')}`);
    [remote, local] = await Promise.all([openModels({ modelsDir, servers, serverTimeoutMs: 10_000 }), openModels({ modelsDir })]);
  });
  afterAll(async () => {
    await Promise.all([remote.close(), local.close()]);
    await rm(modelsDir, { recursive: true });
  });

  it('is ready, having given the golden scores', () => {
    expect(remote.versions()).toEqual([expect.objectContaining({ state: 'ready', reasons: [], server: url })]);
  });

  it('gives the scores that this process gives, 1000 at once', async () => {
    const facts = artifact.inputs.flatMap(({ fact, kind }) => (kind === 'number' ? [fact] : []));
    const scoresBy = (host: ModelHost): Promise<number[]> =>
      Promise.all(
        Array.from({ length: 1000 }, async (_, index) => {
          const { values } = artifact.goldenRows[index % artifact.goldenRows.length]!;
          const request = {
            name: 'card-fraud',
            version: '2',
            values: { ...values, [facts[index % facts.length]!]: index },
            priority: 'live' as const,
          };
          const result = await host.models.score(request, new Deadline());
          return result.ok ? result.score : Number.NaN;
        }),
      );
    const [there, here] = [await scoresBy(remote), await scoresBy(local)];
    const furthest = Math.max(...there.map((score, index) => Math.abs(score - here[index]!)));
    // Some of these facts lie far from all traffic: large terms in float32, added in another order. Golden rows are held to 1e-5.
    expect(furthest).toBeLessThan(5e-5);
    expect(new Set(here).size).toBeGreaterThan(100);
  });
});
