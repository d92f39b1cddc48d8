import { loadBackend, readArtifact } from '@gavel/models';
import { loadScoringModel } from '../../../packages/models/src/runtime/scoring-model.js';
import { startStub } from '../../../packages/models/src/testing/stub-server.js';

/** What the process tells once it answers. */
export type StubAddresses = Readonly<Record<'oip' | 'tfserving', string>>;

/** A server of both protocols in a process of its own, with the network of the folder that it is given; tells its two addresses. */
const read = await readArtifact(process.argv[2] ?? '');
if (!read.ok) throw new Error(read.reasons.join('; '));
const { artifact, modelJson, weights } = read.value;
const columns = artifact.scaler.mean.length;
const { tf } = await loadBackend('wasm');
const model = await loadScoringModel(tf, { format: artifact.format, modelJson, weights, columns });
const stub = await startStub(columns, (rows, count) => model.predict(rows, count));
process.send?.({ oip: stub.oip, tfserving: stub.tfserving } satisfies StubAddresses);
process.on('disconnect', () => process.exit());
