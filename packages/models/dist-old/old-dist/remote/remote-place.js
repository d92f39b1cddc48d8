import { Dispatcher } from '../host/dispatcher.js';
import { LateScoreError } from '../host/scorer.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { OipProtocol } from './oip-protocol.js';
import { ServerClient } from './server-client.js';
import { ServerDownError } from './server-errors.js';
import { TfServingProtocol } from './tfserving-protocol.js';
/** Requests of one version under way at once: the next batch need not wait for the way there and back of the last. */
const MAX_IN_FLIGHT = 4;
const BREAKER = { maxFailures: 5, minPauseMs: 500, maxPauseMs: 30_000 };
/**
 * One version on one server. While the server is down nothing is sent; before it gets rows of decisions again it must be ready,
 * of the right shape and true to the golden rows, as at first: that is the trial.
 */
export class RemotePlace {
    #server;
    #client;
    #protocol;
    #breaker;
    #batches;
    #spentMs;
    #unwantedInARow;
    constructor(server, timeoutMs, events) {
        this.dispatcher = new Dispatcher(MAX_IN_FLIGHT);
        this.#batches = { scored: 0, late: 0, failed: 0 };
        this.#spentMs = 0;
        this.#unwantedInARow = 0;
        this.#server = server;
        this.address = withoutCredentials(server.address);
        this.#client = new ServerClient(server.address, { timeoutMs, maxSockets: MAX_IN_FLIGHT });
        const model = modelIn(server.address);
        this.#protocol = server.protocol === 'oip' ? new OipProtocol(model) : new TfServingProtocol(model);
        this.#breaker = new CircuitBreaker(BREAKER, {
            onOpen: (reason, pauseMs) => {
                this.dispatcher.use(undefined, `the server ${this.address} is given up for now: ${reason}`);
                events.onDown(this, reason, pauseMs);
            },
            onTrial: () => {
                this.dispatcher.use(this);
                events.onUp(this);
            },
        });
        this.dispatcher.use(this);
    }
    /** A server says nothing reliable of what it runs on. */
    backend() {
        return { name: this.#server.protocol, gpu: false };
    }
    /** Nothing is sent but metadata: the model has to be there already. */
    async load({ columns }) {
        try {
            await this.#protocol.prepare(this.#client, columns);
        }
        catch (error) {
            const reason = `the server ${this.address}: ${textOf(error)}`;
            const isDown = error instanceof ServerDownError || error instanceof LateScoreError;
            if (isDown)
                this.#breaker.open(textOf(error));
            throw isDown ? new ServerDownError(reason) : new Error(reason);
        }
    }
    /** What a server holds is not ours to let go of. */
    unload() {
        return Promise.resolve();
    }
    async predict({ rows, count }) {
        const startedAtMs = performance.now();
        try {
            const answer = await this.#client.post(this.#protocol.scoreSuffix, this.#protocol.scoreBody(rows, count));
            const found = this.#protocol.probabilities(answer, count);
            this.#batches.scored += 1;
            this.#spentMs += performance.now() - startedAtMs;
            this.#breaker.succeeded();
            return found;
        }
        catch (error) {
            this.#batches[error instanceof LateScoreError ? 'late' : 'failed'] += 1;
            this.#breaker.failed(textOf(error));
            if (error instanceof LateScoreError)
                throw error;
            const reason = `the server ${this.address}: ${textOf(error)}`;
            throw error instanceof ServerDownError ? new ServerDownError(reason) : new Error(reason, { cause: error });
        }
    }
    /** A server that keeps its own time, but not that of the decisions, is of no use to them: it is given up like one that fails. */
    answered(inTime) {
        this.#unwantedInARow = inTime ? 0 : this.#unwantedInARow + 1;
        if (inTime)
            return;
        this.#batches.scored -= 1;
        this.#batches.late += 1;
        if (this.#unwantedInARow < BREAKER.maxFailures)
            return;
        this.#unwantedInARow = 0;
        this.#breaker.open(`${BREAKER.maxFailures} answers in a row came after their decisions had been given`);
    }
    stats() {
        const { model, version = '', protocol } = this.#server;
        return {
            model,
            version,
            protocol,
            address: this.address,
            state: this.#breaker.state === 'closed' ? 'up' : 'down',
            batches: { ...this.#batches },
            spentMs: this.#spentMs,
            openings: this.#breaker.openings,
        };
    }
    close() {
        this.dispatcher.use(undefined, 'the models are being closed');
        this.#breaker.end();
        this.#client.close();
    }
}
function withoutCredentials(address) {
    const url = new URL(address);
    url.username = '';
    url.password = '';
    return url.href;
}
function modelIn(address) {
    return /\/models\/([^/]+)\//.exec(new URL(address).pathname)?.[1] ?? '';
}
function textOf(error) {
    return error instanceof Error ? error.message : String(error);
}
//# sourceMappingURL=remote-place.js.map