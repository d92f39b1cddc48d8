import { serverFor } from './model-server.js';
import { RemotePlace } from './remote-place.js';
/** How often what a server holds is looked at again. */
const RECHECK_MS = 30_000;
/** Longest that a request may take; a decision waits no longer than its flow says, which is less. */
const DEFAULT_TIMEOUT_MS = 500;
/** The places of versions that servers score; one a version. */
export class RemotePlaces {
    #servers;
    #timeoutMs;
    #events;
    #places = new Map();
    #timer;
    constructor({ servers = [], serverTimeoutMs = DEFAULT_TIMEOUT_MS }, events) {
        this.#servers = servers;
        this.#timeoutMs = serverTimeoutMs;
        this.#events = events;
        this.#timer = setInterval(() => this.#places.forEach((place) => this.#events.onRecheck(place)), RECHECK_MS);
        this.#timer.unref();
    }
    /** Where the version is scored; undefined: no server is declared for it. */
    of(name, version) {
        const key = `${name}@${version}`;
        const held = this.#places.get(key);
        if (held !== undefined)
            return held;
        const server = serverFor(this.#servers, name, version);
        if (server === undefined)
            return undefined;
        const place = new RemotePlace(server, this.#timeoutMs, this.#events);
        this.#places.set(key, place);
        return place;
    }
    all() {
        return [...this.#places.values()];
    }
    stats() {
        return this.all().map((place) => place.stats());
    }
    /** Names of declared models and versions that no version here has. */
    unused() {
        const used = new Set([...this.#places.keys()].map((key) => key.split('@').join('/')));
        const isUsed = ({ model, version }) => version === undefined ? [...used].some((key) => key.startsWith(`${model}/`)) : used.has(`${model}/${version}`);
        return this.#servers.filter((server) => !isUsed(server)).map(({ model, version = '*' }) => `${model}/${version}`);
    }
    close() {
        clearInterval(this.#timer);
        for (const place of this.#places.values())
            place.close();
    }
}
//# sourceMappingURL=remote-places.js.map