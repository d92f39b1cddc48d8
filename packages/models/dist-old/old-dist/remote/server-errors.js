/** The server cannot be used as it is now: out of reach, cut off, not ready, or in error. It may be well again later. */
export class ServerDownError extends Error {
    constructor() {
        super(...arguments);
        this.name = 'ServerDownError';
    }
}
/** The server answered, and the answer is none that scores can be taken from. */
export class ServerAnswerError extends Error {
    constructor() {
        super(...arguments);
        this.name = 'ServerAnswerError';
    }
}
//# sourceMappingURL=server-errors.js.map