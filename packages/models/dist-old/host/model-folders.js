import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_NAME, MODEL_VERSION } from '../artifact/artifact-schema.js';
/** More version folders than this are not looked at. */
const MAX_VERSIONS = 200;
/**
 * All `<modelsDir>/<name>/<version>` folders, in order of name. Undefined when some of it cannot be read, or there is none at
 * all: a file system that went away looks like that, and must not be taken for a withdrawal of every version.
 */
export async function scanModels(modelsDir) {
    try {
        const found = [];
        for (const name of await foldersIn(modelsDir, MODEL_NAME)) {
            for (const version of await foldersIn(join(modelsDir, name), MODEL_VERSION)) {
                const folder = join(modelsDir, name, version);
                if (found.length < MAX_VERSIONS)
                    found.push({ name, version, folder, fingerprint: await fingerprintOf(folder) });
            }
        }
        return found.length === 0 ? undefined : found;
    }
    catch {
        return undefined;
    }
}
/**
 * Calls `onChange` soon after something in the directory may have changed. File events make it quick; polling makes it sure:
 * network file systems and bind mounts send none.
 */
export function watchModels(modelsDir, pollMs, onChange) {
    const watchers = new Map();
    let isClosed = false;
    const look = () => {
        onChange();
        void foldersIn(modelsDir, MODEL_NAME)
            .catch(() => [])
            .then((names) => {
            const folders = isClosed ? [] : [modelsDir, ...names.map((name) => join(modelsDir, name))];
            return folders.forEach((folder) => watchFolder(watchers, folder, onChange));
        });
    };
    const timer = setInterval(look, pollMs);
    look();
    return {
        close: () => {
            isClosed = true;
            clearInterval(timer);
            for (const watcher of watchers.values())
                watcher.close();
        },
    };
}
function watchFolder(watchers, folder, onChange) {
    if (watchers.has(folder))
        return;
    const forget = () => {
        watchers.get(folder)?.close();
        watchers.delete(folder);
    };
    try {
        const watcher = watch(folder, { persistent: false }, onChange);
        watcher.on('error', forget);
        watchers.set(folder, watcher);
    }
    catch {
        // No such folder, or no more watches to be had: polling finds what changes.
        forget();
    }
}
async function foldersIn(folder, pattern) {
    const names = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        if (!pattern.test(entry.name))
            continue;
        if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(join(folder, entry.name)))))
            names.push(entry.name);
    }
    return names.toSorted((a, b) => (a < b ? -1 : 1));
}
async function leadsToFolder(link) {
    return stat(link).then((target) => target.isDirectory(), () => false);
}
async function fingerprintOf(folder) {
    const names = (await readdir(folder).catch(() => [])).toSorted((a, b) => (a < b ? -1 : 1));
    const parts = await Promise.all(names.map(async (name) => {
        const found = await stat(join(folder, name)).catch(() => undefined);
        return `${name}:${found?.size}:${found?.mtimeMs}:${found?.ino}`;
    }));
    return parts.join('|');
}
//# sourceMappingURL=model-folders.js.map