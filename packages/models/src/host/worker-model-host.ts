import type {
  Deadline,
  CoalitionRequest,
  CoalitionResult,
  CoalitionScorer,
  Models,
  ReferenceProfile,
  ScoreFault,
  ScoreRequest,
  ScoreResult,
} from '@gavel/engine';
import type { BackendName } from '../runtime/load-backend.js';
import { ONNX_BACKEND } from '../runtime/load-onnxruntime.js';
import type { RemotePlace } from '../remote/remote-place.js';
import { RemotePlaces } from '../remote/remote-places.js';
import { Dispatcher } from './dispatcher.js';
import { scanModels, watchModels } from './model-folders.js';
import { ModelRegistry } from './model-registry.js';
import type { ModelWorker } from './model-worker.js';
import type { ModelHost, ModelLogger, ModelStats, OpenModelsOptions } from './model-host.js';
import { scoreCoalitions } from './score-coalitions.js';
import { scoreRow } from './score-row.js';
import type { ScoringPlace } from './scoring-place.js';
import type { VersionInfo } from './model-version.js';
import { WorkerSupervisor, type DownInfo, type UpInfo } from './worker-supervisor.js';

const DEFAULT_POLL_MS = 1000;
/** After this many workers in a row that did not come up, opening waits no longer. */
const ONNX = { name: ONNX_BACKEND, gpu: false };
const MAX_STARTS_AWAITED = 3;

const SILENT: ModelLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Folders, registry, dispatcher, supervised worker and servers put together; `ModelHost` says what it promises. */
export class WorkerModelHost implements ModelHost {
  readonly models: Models = {
    score: (request, deadline) => this.#score(request, deadline),
    isReady: (name, version) => this.#registry.ready(name, version) !== undefined,
  };
  readonly coalitions: CoalitionScorer = {
    scoreCoalitions: (request, deadline) => this.#scoreCoalitions(request, deadline),
    inputsOf: (name, version) => this.#registry.ready(name, version)?.verified?.artifact.inputs.map(({ fact }) => fact),
  };
  readonly #modelsDir: string;
  readonly #logger: ModelLogger;
  readonly #here: ScoringPlace = { dispatcher: new Dispatcher(), backend: (format) => (format === 'onnx' ? ONNX : this.#backend) };
  readonly #remotes: RemotePlaces;
  readonly #registry: ModelRegistry = new ModelRegistry(
    (name, version) => this.#remotes.of(name, version) ?? this.#here,
    (changed) => this.#versionChanged(changed),
  );
  readonly #supervisor: WorkerSupervisor;
  readonly #watch: { close: () => void };
  readonly #listeners = new Set<() => void>();
  readonly #faults: Record<ScoreFault, number> = {
    timeout: 0,
    'not-ready': 0,
    failed: 0,
    'not-a-number': 0,
    'out-of-range': 0,
    overloaded: 0,
  };
  #scored = 0;
  #backend: { readonly name: BackendName | 'none'; readonly gpu: boolean } = { name: 'none', gpu: false };
  #failedStarts = 0;
  #scans = { done: 0, running: false, wanted: false };
  #isClosed = false;

  constructor({ modelsDir, logger, forceBackend, pollMs, ...remote }: OpenModelsOptions) {
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
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const isSettled = this.#registry.all().every(isSettledVersion);
        const hasWorker = this.#backend.name !== 'none';
        if (!(this.#failedStarts >= MAX_STARTS_AWAITED || (hasWorker && this.#scans.done > 0 && isSettled))) return;
        stop();
        for (const name of this.#remotes.unused())
          this.#logger.warn({ name }, `a server is declared for ${name}, and no such model is here`);
        resolve();
      };
      const stop = this.onChange(look);
      look();
    });
  }

  backend(): { readonly name: BackendName | 'none'; readonly gpu: boolean } {
    return this.#backend;
  }

  versions(): readonly VersionInfo[] {
    return this.#registry.all();
  }

  referenceOf(name: string, version: string): ReferenceProfile | undefined {
    return this.#registry.ready(name, version)?.verified?.artifact.reference;
  }

  onChange(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  stats(): ModelStats {
    return {
      scored: this.#scored,
      faults: { ...this.#faults },
      ...dispatched([this.#here, ...this.#remotes.all()]),
      workerRestarts: this.#supervisor.restarts,
      tensors: this.#supervisor.tensors,
      servers: this.#remotes.stats(),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.close();
    this.#remotes.close();
    await this.#supervisor.close();
  }

  readonly #count = (result: ScoreResult): ScoreResult => {
    if (result.ok) this.#scored += 1;
    else this.#faults[result.fault] += 1;
    return result;
  };

  #score(request: ScoreRequest, deadline: Deadline): Promise<ScoreResult> {
    if (deadline.isOver)
      return Promise.resolve(this.#count({ ok: false, fault: 'timeout', detail: 'the time for scoring was over before it began' }));
    const held = this.#registry.ready(request.name, request.version);
    if (held?.verified === undefined) return Promise.resolve(this.#count(notReady(request)));
    const { key, verified, place } = held;
    const { name: backend, gpu } = place.backend(verified.artifact.format);
    return scoreRow(place.dispatcher, request, verified, { key, deadline, backend, gpu, onResult: this.#count });
  }

  async #scoreCoalitions(request: CoalitionRequest, deadline: Deadline): Promise<CoalitionResult> {
    const { verified, place } = this.#registry.ready(request.name, request.version) ?? {};
    if (verified === undefined || place === undefined) return notReady(request);
    return scoreCoalitions(place.dispatcher, request, verified, { deadline, backend: place.backend(verified.artifact.format).name });
  }

  #workerUp(worker: ModelWorker, { backend, gpu, passedOver }: UpInfo): void {
    this.#failedStarts = 0;
    this.#backend = { name: backend, gpu };
    this.#logger.info({ backend, gpu, passedOver }, `models run on ${backend}`);
    this.#here.dispatcher.use(worker);
    void this.#registry.placeUp(this.#here);
    this.#changed();
  }

  #workerDown({ reason, wasUp, restartInMs }: DownInfo): void {
    this.#here.dispatcher.use(undefined, reason);
    if (this.#isClosed) return;
    if (!wasUp) this.#failedStarts += 1;
    this.#logger.error({ reason, restartInMs }, `the model worker went down and is started again: ${reason}`);
    this.#registry.placeDown(this.#here);
    this.#changed();
  }

  #serverDown(place: RemotePlace, reason: string, retryInMs: number): void {
    if (this.#isClosed) return;
    const { address } = place;
    this.#logger.warn({ server: address, reason, retryInMs }, `the server ${address} is asked again in ${retryInMs} ms: ${reason}`);
    this.#registry.placeDown(place, [`the server ${address}: ${reason}`]);
    this.#changed();
  }

  /** One scan at a time; a change during a scan means one more after it. */
  #planScan(): void {
    this.#scans.wanted = true;
    if (this.#scans.running || this.#isClosed) return;
    this.#scans.running = true;
    void this.#scanAll().finally(() => (this.#scans.running = false));
  }

  async #scanAll(): Promise<void> {
    while (this.#scans.wanted && !this.#isClosed) {
      this.#scans.wanted = false;
      const folders = await scanModels(this.#modelsDir);
      if (folders !== undefined) await this.#registry.reconcile(folders);
      this.#scans.done += 1;
      this.#changed();
    }
  }

  #versionChanged({ name, version, state, digest, reasons }: VersionInfo): void {
    const details = { model: name, version, state, digest, reasons };
    if (reasons.length > 0 && state !== 'loading')
      this.#logger.warn(details, `model ${name}@${version} is ${state}: ${reasons.join('; ')}`);
    else if (state === 'ready' || state === 'draining') this.#logger.info(details, `model ${name}@${version} is ${state}`);
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function notReady({ name, version }: Pick<ScoreRequest, 'name' | 'version'>): ScoreResult & { readonly ok: false } {
  return { ok: false, fault: 'not-ready', detail: `${name}@${version} is not ready` };
}

/** A version whose server is down is waited for no longer: it comes when the server does. */
function isSettledVersion({ state, server, reasons }: VersionInfo): boolean {
  return state === 'ready' || state === 'failed' || (server !== undefined && reasons.length > 0);
}

/** Batches and rows waiting, of all places together. */
function dispatched(places: readonly ScoringPlace[]): Pick<ModelStats, 'batchSizes' | 'queued'> {
  const batchSizes: Record<number, number> = {};
  const queued = { live: 0, shadow: 0 };
  for (const { dispatcher } of places) {
    for (const [rows, count] of dispatcher.batches()) batchSizes[rows] = (batchSizes[rows] ?? 0) + count;
    const { live, shadow } = dispatcher.queued();
    queued.live += live;
    queued.shadow += shadow;
  }
  return { batchSizes, queued };
}
