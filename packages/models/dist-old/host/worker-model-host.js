import { ONNX_BACKEND } from '../runtime/load-onnxruntime.js';
import { RemotePlaces } from '../remote/remote-places.js';
import { Dispatcher } from './dispatcher.js';
import { scanModels, watchModels } from './model-folders.js';
import { ModelRegistry } from './model-registry.js';
import { scoreCoalitions } from './score-coalitions.js';
import { scoreRow } from './score-row.js';
import { WorkerSupervisor } from './worker-supervisor.js';
const DEFAULT_POLL_MS = 1000;
/** After this many workers in a row that did not come up, opening waits no longer. */
const ONNX = { name: ONNX_BACKEND, gpu: false };
const MAX_STARTS_AWAITED = 3;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Folders, registry, dispatcher, supervised worker and servers put together; `ModelHost` says what it promises. */
export class WorkerModelHost {
    #modelsDir;
    #logger;
    #here;
    #remotes;
    #registry;
    #supervisor;
    #watch;
    #listeners;
    #faults;
    #scored;
    #backend;
    #failedStarts;
    #scans;
    #isClosed;
    constructor({ modelsDir, logger, forceBackend, pollMs, ...remote }) {
        this.models = {
            score: (request, deadline) => this.#score(request, deadline),
            isReady: (name, version) => this.#registry.ready(name, version) !== undefined,
        };
        this.coalitions = {
            scoreCoalitions: (request, deadline) => this.#scoreCoalitions(request, deadline),
            inputsOf: (name, version) => this.#registry.ready(name, version)?.verified?.artifact.inputs.map(({ fact }) => fact),
        };
        this.#here = { dispatcher: new Dispatcher(), backend: (format) => (format === 'onnx' ? ONNX : this.#backend) };
        this.#registry = new ModelRegistry((name, version) => this.#remotes.of(name, version) ?? this.#here, (changed) => this.#versionChanged(changed));
        this.#listeners = new Set();
        this.#faults = {
            timeout: 0,
            'not-ready': 0,
            failed: 0,
            'not-a-number': 0,
            'out-of-range': 0,
            overloaded: 0,
        };
        this.#scored = 0;
        this.#backend = { name: 'none', gpu: false };
        this.#failedStarts = 0;
        this.#scans = { done: 0, running: false, wanted: false };
        this.#isClosed = false;
        this.#count = (result) => {
            if (result.ok)
                this.#scored += 1;
            else
                this.#faults[result.fault] += 1;
            return result;
        };
        this.#modelsDir = modelsDir;
        this.#logger = logger ?? SILENT;
        this.#remotes = new RemotePlaces(remote, {
            onUp: (place) => void this.#registry.placeUp(place),
            onDown: (place, reason, retryInMs) => this.#serverDown(place, reason, retryInMs),
            onRecheck: (place) => void this.#registry.recheck(place),
        });
        this.#supervisor = new WorkerSupervisor(forceBackend === undefined ? {} : { forceBackend }, {
            onUp: (worker, info) => this.#workerUp(worker, info),
            onDown: (info) => this.#workerDown(info),
        });
        this.#watch = watchModels(modelsDir, pollMs ?? DEFAULT_POLL_MS, () => this.#planScan());
    }
    /** Resolves when each version present is ready or failed, or no worker can be started. */
    settled() {
        return new Promise((resolve) => {
            const look = () => {
                const isSettled = this.#registry.all().every(isSettledVersion);
                const hasWorker = this.#backend.name !== 'none';
                if (!(this.#failedStarts >= MAX_STARTS_AWAITED || (hasWorker && this.#scans.done > 0 && isSettled)))
                    return;
                stop();
                for (const name of this.#remotes.unused())
                    this.#logger.warn({ name }, `a server is declared for ${name}, and no such model is here`);
                resolve();
            };
            const stop = this.onChange(look);
            look();
        });
    }
    backend() {
        return this.#backend;
    }
    versions() {
        return this.#registry.all();
    }
    referenceOf(name, version) {
        return this.#registry.ready(name, version)?.verified?.artifact.reference;
    }
    onChange(callback) {
        this.#listeners.add(callback);
        return () => this.#listeners.delete(callback);
    }
    stats() {
        return {
            scored: this.#scored,
            faults: { ...this.#faults },
            ...dispatched([this.#here, ...this.#remotes.all()]),
            workerRestarts: this.#supervisor.restarts,
            tensors: this.#supervisor.tensors,
            servers: this.#remotes.stats(),
        };
    }
    async close() {
        this.#isClosed = true;
        this.#watch.close();
        this.#remotes.close();
        await this.#supervisor.close();
    }
    #count;
    #score(request, deadline) {
        if (deadline.isOver)
            return Promise.resolve(this.#count({ ok: false, fault: 'timeout', detail: 'the time for scoring was over before it began' }));
        const { verified, place } = this.#registry.ready(request.name, request.version) ?? {};
        if (verified === undefined || place === undefined)
            return Promise.resolve(this.#count(notReady(request)));
        const { name: backend, gpu } = place.backend(verified.artifact.format);
        return scoreRow(place.dispatcher, request, verified, { deadline, backend, gpu, onResult: this.#count });
    }
    async #scoreCoalitions(request, deadline) {
        const { verified, place } = this.#registry.ready(request.name, request.version) ?? {};
        if (verified === undefined || place === undefined)
            return notReady(request);
        return scoreCoalitions(place.dispatcher, request, verified, { deadline, backend: place.backend(verified.artifact.format).name });
    }
    #workerUp(worker, { backend, gpu, passedOver }) {
        this.#failedStarts = 0;
        this.#backend = { name: backend, gpu };
        this.#logger.info({ backend, gpu, passedOver }, `models run on ${backend}`);
        this.#here.dispatcher.use(worker);
        void this.#registry.placeUp(this.#here);
        this.#changed();
    }
    #workerDown({ reason, wasUp, restartInMs }) {
        this.#here.dispatcher.use(undefined, reason);
        if (this.#isClosed)
            return;
        if (!wasUp)
            this.#failedStarts += 1;
        this.#logger.error({ reason, restartInMs }, `the model worker went down and is started again: ${reason}`);
        this.#registry.placeDown(this.#here);
        this.#changed();
    }
    #serverDown(place, reason, retryInMs) {
        if (this.#isClosed)
            return;
        const { address } = place;
        this.#logger.warn({ server: address, reason, retryInMs }, `the server ${address} is asked again in ${retryInMs} ms: ${reason}`);
        this.#registry.placeDown(place, [`the server ${address}: ${reason}`]);
        this.#changed();
    }
    /** One scan at a time; a change during a scan means one more after it. */
    #planScan() {
        this.#scans.wanted = true;
        if (this.#scans.running || this.#isClosed)
            return;
        this.#scans.running = true;
        void this.#scanAll().finally(() => (this.#scans.running = false));
    }
    async #scanAll() {
        while (this.#scans.wanted && !this.#isClosed) {
            this.#scans.wanted = false;
            const folders = await scanModels(this.#modelsDir);
            if (folders !== undefined)
                await this.#registry.reconcile(folders);
            this.#scans.done += 1;
            this.#changed();
        }
    }
    #versionChanged({ name, version, state, digest, reasons }) {
        const details = { model: name, version, state, digest, reasons };
        if (reasons.length > 0 && state !== 'loading')
            this.#logger.warn(details, `model ${name}@${version} is ${state}: ${reasons.join('; ')}`);
        else if (state === 'ready' || state === 'draining')
            this.#logger.info(details, `model ${name}@${version} is ${state}`);
        this.#changed();
    }
    #changed() {
        for (const listener of this.#listeners)
            listener();
    }
}
function notReady({ name, version }) {
    return { ok: false, fault: 'not-ready', detail: `${name}@${version} is not ready` };
}
/** A version whose server is down is waited for no longer: it comes when the server does. */
function isSettledVersion({ state, server, reasons }) {
    return state === 'ready' || state === 'failed' || (server !== undefined && reasons.length > 0);
}
/** Batches and rows waiting, of all places together. */
function dispatched(places) {
    const batchSizes = {};
    const queued = { live: 0, shadow: 0 };
    for (const { dispatcher } of places) {
        for (const [rows, count] of dispatcher.batches())
            batchSizes[rows] = (batchSizes[rows] ?? 0) + count;
        const { live, shadow } = dispatcher.queued();
        queued.live += live;
        queued.shadow += shadow;
    }
    return { batchSizes, queued };
}
//# sourceMappingURL=worker-model-host.js.map