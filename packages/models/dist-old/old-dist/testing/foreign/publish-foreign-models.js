import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { draftForeign } from '../../foreign/draft-foreign.js';
import { publishArtifact } from '../../training/publish-artifact.js';
import { FOREIGN_FACTS, foreignRows, foreignTable } from './foreign-rows.js';
/** Models that other frameworks trained and exported, by the name of their file. */
export const FOREIGN_MODELS = ['xgboost', 'lightgbm', 'scikit-learn'];
/** What is said of one of them. */
function foreignDescription(version) {
    const features = FOREIGN_FACTS.map((fact) => ({ fact, kind: 'number' }));
    return { model: 'foreign', version, file: `${version}.onnx`, madeBy: `${version}, for the tests`, features };
}
/** The bytes of a file of this folder. */
export async function foreignFile(name) {
    return new Uint8Array(await readFile(join(import.meta.dirname, name)));
}
/** Publishes all of them, each with a table of 400 rows. */
export async function foreignModels() {
    const modelsDir = await mkdtemp(join(tmpdir(), 'gavel-foreign-'));
    const table = foreignTable(foreignRows().slice(0, 400));
    const made = new Map();
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
    if (first === undefined)
        throw new Error('there is no model to change');
    return {
        modelsDir,
        publish: (version, change) => {
            const { draft, files } = change(first);
            return publishArtifact(modelsDir, { ...draft, version }, files);
        },
        remove: () => rm(modelsDir, { recursive: true, force: true }),
    };
}
//# sourceMappingURL=publish-foreign-models.js.map