import { readArtifact } from '../artifact/read-artifact.js';
import { ServerDownError } from '../remote/server-errors.js';
import { checkGoldenRows, loadIntoWorker, warm } from './bring-up.js';
import { WorkerDownError } from './model-worker.js';
import { LateScoreError } from './scorer.js';
import { foundVersion, versionInfo } from './model-version.js';
/** A version that takes the worker down with it this often is given up. */
const MAX_FATAL_LOADS = 3;
/**
 * The versions and their states. What a folder holds when it is first verified is that version for as long as this process
 * lives: a change on disk is refused and named, and after a crash of the worker it is loaded again from memory.
 */
export class ModelRegistry {
    #placeOf;
    #onChange;
    #versions = new Map();
    /** Digest under which each version was first ready, kept when it is withdrawn. */
    #digests = new Map();
    constructor(placeOf, onChange) {
        this.#placeOf = placeOf;
        this.#onChange = onChange;
    }
    /** The version, if it is ready. */
    ready(name, version) {
        const found = this.#versions.get(`${name}@${version}`);
        return found?.state === 'ready' ? found : undefined;
    }
    all() {
        return [...this.#versions.values()].map(versionInfo);
    }
    /** Takes note of the folders as they stand now; resolves when all that is new is ready or failed, or waits for a worker. */
    async reconcile(folders) {
        const work = [];
        for (const folder of folders) {
            const held = this.#versions.get(`${folder.name}@${folder.version}`);
            if (held === undefined)
                work.push(this.#bringUp(this.#hold(folder)));
            else if (held.folder.fingerprint !== folder.fingerprint)
                work.push(this.#look(held, folder));
        }
        const present = new Set(folders.map((folder) => folder.folder));
        for (const held of this.#versions.values())
            if (!present.has(held.folder.folder))
                work.push(this.#withdraw(held));
        await Promise.all(work);
    }
    /** A new worker is empty: everything verified is brought up again. What a server was refused for may have been mended there. */
    async placeUp(place) {
        const verified = this.#at(place).filter(({ state }) => place.address !== undefined || state !== 'failed');
        await Promise.all(verified.map((held) => this.#bringUpInWorker(held)));
    }
    placeDown(place, reasons = []) {
        for (const held of this.#at(place))
            if (held.state === 'ready' || held.state === 'warming')
                this.#turn(held, 'loading', reasons);
    }
    /** A server may come to hold another model under the same name: golden rows tell. What was refused gets another chance. */
    async recheck(place) {
        for (const held of this.#at(place)) {
            const { state, verified } = held;
            if (state === 'failed' || state === 'loading')
                await this.#bringUpInWorker(held);
            if (state !== 'ready' || verified === undefined)
                continue;
            await checkGoldenRows(place.dispatcher, held.key, verified.artifact).catch((error) => {
                // One answer that is late or lost does not make it another model.
                if (!isPassing(error) && held.state === 'ready')
                    this.#bringUpFailed(held, error);
            });
        }
    }
    #at(place) {
        return [...this.#versions.values()].filter((held) => held.place === place && held.verified !== undefined);
    }
    #hold(folder) {
        const held = foundVersion(folder, this.#placeOf(folder.name, folder.version));
        this.#versions.set(held.key, held);
        this.#turn(held, 'loading');
        return held;
    }
    /** A folder changed. A version that failed gets another chance; one that stands verified is compared, never replaced. */
    async #look(held, folder) {
        held.folder = folder;
        if (held.verified === undefined || held.state === 'failed') {
            delete held.verified;
            held.fatalLoads = 0;
            this.#turn(held, 'loading');
            await this.#bringUp(held);
            return;
        }
        const read = await readArtifact(folder.folder);
        const isSame = read.ok && read.value.digest === held.verified.digest;
        const reasons = isSame
            ? []
            : ['its folder has changed, and a published version never does: the version that was loaded stays', ...(read.ok ? [] : read.reasons)];
        this.#turn(held, held.state, reasons);
    }
    async #bringUp(held) {
        const read = await readArtifact(held.folder.folder);
        if (!read.ok)
            return this.#turn(held, 'failed', read.reasons);
        const first = this.#digests.get(held.key);
        if (first !== undefined && first !== read.value.digest) {
            return this.#turn(held, 'failed', [
                `this version was loaded before with the digest ${first}, and a published version never changes: publish a new version`,
            ]);
        }
        held.verified = read.value;
        await this.#bringUpInWorker(held);
    }
    async #bringUpInWorker(held) {
        const { verified } = held;
        if (verified === undefined || held.state === 'draining')
            return;
        try {
            await loadIntoWorker(held.place.dispatcher, held.key, verified);
            this.#turn(held, 'warming');
            await warm(held.place.dispatcher, held.key, verified);
            held.fatalLoads = 0;
            this.#digests.set(held.key, verified.digest);
            this.#turn(held, 'ready', held.reasons);
        }
        catch (error) {
            this.#bringUpFailed(held, error);
        }
    }
    /** When it was the worker that failed, the next worker tries again: unless it is this version that brings it down. */
    #bringUpFailed(held, error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (error instanceof ServerDownError || error instanceof LateScoreError)
            return this.#turn(held, 'loading', [reason]);
        if (!(error instanceof WorkerDownError))
            return this.#turn(held, 'failed', [reason]);
        if (error.wasRunning)
            held.fatalLoads += 1;
        if (held.fatalLoads < MAX_FATAL_LOADS)
            return this.#turn(held, 'loading', [reason]);
        return this.#turn(held, 'failed', [`the model worker went down ${held.fatalLoads} times while it was being loaded: ${reason}`]);
    }
    /** A folder that is gone is how a version is withdrawn: what waits for it is scored, then it leaves the worker. */
    async #withdraw(held) {
        if (held.state === 'draining')
            return;
        this.#turn(held, 'draining');
        await held.place.dispatcher.do((worker) => worker.unload({ key: held.key }), held.key).catch(() => undefined);
        this.#versions.delete(held.key);
        this.#onChange(versionInfo(held));
    }
    #turn(held, state, reasons = []) {
        held.state = state;
        held.reasons = reasons;
        this.#onChange(versionInfo(held));
    }
}
function isPassing(error) {
    return error instanceof ServerDownError || error instanceof LateScoreError || error instanceof WorkerDownError;
}
//# sourceMappingURL=model-registry.js.map