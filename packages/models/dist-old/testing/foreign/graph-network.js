import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphShards } from '../../artifact/graph-file.js';
import { draftForeign } from '../../foreign/draft-foreign.js';
import { publishArtifact } from '../../training/publish-artifact.js';
import { FOREIGN_FACTS, foreignRows, foreignTable } from './foreign-rows.js';
const FOLDER = join(import.meta.dirname, 'graph');
const SIZES = [FOREIGN_FACTS.length, 6, 4, 2];
const SEED = 5;
/** What make-graph-model.py converted: `model.json`, and the weights of both shards one behind the other. */
async function graphFiles() {
    const modelJson = new Uint8Array(await readFile(join(FOLDER, 'model.json')));
    const shards = await Promise.all(graphShards(modelJson).map((name) => readFile(join(FOLDER, name))));
    return { modelJson, weights: new Uint8Array(Buffer.concat(shards)) };
}
/** What is said of it: a missing fact is 0, and of the two probabilities the second is the score. */
function graphDescription(version) {
    const features = FOREIGN_FACTS.map((fact) => ({ fact, kind: 'number', whenMissing: { value: 0, indicator: false } }));
    return { model: 'foreign', version, file: 'model.json', madeBy: 'TensorFlow, for the tests', features };
}
/** The network in plain arithmetic, with the numbers that make-graph-model.py draws. */
export function graphScorer() {
    let state = SEED;
    const draw = (count) => Array.from({ length: count }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return (((state >>> 16) % 129) - 64) / 64;
    });
    const centre = draw(SIZES[0]);
    const layers = SIZES.slice(1).map((outer, place) => {
        const inner = SIZES[place] ?? 0;
        return { outer, kernel: draw(inner * outer), bias: draw(outer) };
    });
    return (values) => {
        const rows = FOREIGN_FACTS.map((fact) => values[fact] ?? 0);
        let h = rows.map((x, place) => Math.log1p(Math.abs(x)) * Math.sign(x) - (centre[place] ?? 0));
        const mean = h.reduce((sum, x) => sum + x, 0) / h.length;
        h = h.map((x, place) => (place < 4 ? x - mean : x));
        layers.forEach(({ outer, kernel, bias }, depth) => {
            const sums = bias.map((b, unit) => h.reduce((sum, x, place) => sum + x * (kernel[place * outer + unit] ?? 0), b));
            h = sums.map((x) => (depth === 2 ? x : depth === 0 ? Math.max(0, x) : x < 0 ? Math.expm1(x) : x));
        });
        const [no = 0, yes = 0] = h;
        return 1 / (1 + Math.exp(no - yes));
    };
}
/** Publishes it with a table of 400 rows. */
export async function graphModels() {
    const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-graph-'));
    const made = await draftForeign({
        description: graphDescription('graph'),
        exported: { format: 'tfjs-graph', ...(await graphFiles()) },
        table: foreignTable(foreignRows().slice(0, 400)),
        createdBy: 'a test',
    });
    await publishArtifact(modelsDir, made.draft, made.files);
    return {
        modelsDir,
        publish: (version, change) => {
            const { draft, files } = change(made);
            return publishArtifact(modelsDir, { ...draft, version }, files);
        },
        remove: () => rm(modelsDir, { recursive: true, force: true }),
    };
}
//# sourceMappingURL=graph-network.js.map