import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { artifactSchema, weightsFile } from './artifact-schema.js';
import { columnCount, columnNames } from './encode-row.js';
import { sha256 } from './sha256.js';
const MIB = 1024 * 1024;
const MAX_BYTES = {
    'artifact.json': 4 * MIB,
    'model.json': 4 * MIB,
    'weights.bin': 256 * MIB,
    'model.onnx': 256 * MIB,
    'model-card.md': MIB,
};
/** Reads and verifies the folder `<models>/<name>/<version>`. Never rejects. */
export async function readArtifact(folder) {
    const text = await readLimited(folder, 'artifact.json');
    if (typeof text === 'string')
        return refused(text);
    const artifact = parseArtifact(text);
    if (Array.isArray(artifact))
        return refused(...artifact);
    const [modelJson, weights, card] = await Promise.all([
        readDigested(folder, 'model.json', artifact),
        readDigested(folder, weightsFile(artifact.format), artifact),
        artifact.files['model-card.md'] === undefined ? undefined : readDigested(folder, 'model-card.md', artifact),
    ]);
    const reasons = [...placeFaults(folder, artifact), ...shapeFaults(artifact)];
    if (typeof modelJson === 'string')
        reasons.push(modelJson);
    if (typeof weights === 'string')
        reasons.push(weights);
    if (typeof card === 'string')
        reasons.push(card);
    if (reasons.length > 0 || typeof modelJson === 'string' || typeof weights === 'string')
        return refused(...reasons);
    return { ok: true, value: { artifact, digest: await sha256(text), modelJson, weights } };
}
function refused(...reasons) {
    return { ok: false, reasons };
}
/** The bytes, or why they cannot be had. */
async function readLimited(folder, name) {
    try {
        const path = join(folder, name);
        const { size } = await stat(path);
        if (size > MAX_BYTES[name])
            return `${name} has ${size} bytes; at most ${MAX_BYTES[name]} are read`;
        return new Uint8Array(await readFile(path));
    }
    catch (error) {
        return `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
}
async function readDigested(folder, name, artifact) {
    if (artifact.files[name] === undefined)
        return `artifact.json /files: a model of the format ${artifact.format} has a digest of ${name}`;
    const bytes = await readLimited(folder, name);
    if (typeof bytes === 'string')
        return bytes;
    const found = await sha256(bytes);
    return found === artifact.files[name] ? bytes : `${name} has SHA-256 ${found}; artifact.json says ${artifact.files[name]}`;
}
function parseArtifact(text) {
    try {
        const parsed = artifactSchema.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)));
        return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `artifact.json /${issue.path.join('/')}: ${issue.message}`);
    }
    catch (error) {
        return [`artifact.json is not JSON: ${error instanceof Error ? error.message : String(error)}`];
    }
}
/** A folder that was moved or copied under another name is not the version it says it is. */
function placeFaults(folder, { name, version }) {
    const place = `${basename(dirname(folder))}/${basename(folder)}`;
    return place === `${name}/${version}` ? [] : [`artifact.json is ${name}/${version}, but the folder is ${place}`];
}
function shapeFaults({ inputs, scaler, format, training, origin }) {
    const columns = columnCount(inputs);
    const names = columnNames(inputs);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    const faults = twice.map((name) => `artifact.json /inputs: the column ${name} stands twice`);
    for (const part of ['mean', 'sd']) {
        if (scaler[part].length !== columns)
            faults.push(`artifact.json /scaler/${part}: ${scaler[part].length} values for ${columns} columns`);
    }
    if ((training === undefined) === (origin === undefined))
        faults.push('artifact.json: it has either training or origin');
    for (const { fact, whenMissing } of inputs) {
        if (format !== 'onnx' && 'value' in whenMissing && whenMissing.value === 'nan')
            faults.push(`artifact.json /inputs: ${fact}: only a model of the format onnx may take nan for a missing value`);
    }
    return faults;
}
//# sourceMappingURL=read-artifact.js.map