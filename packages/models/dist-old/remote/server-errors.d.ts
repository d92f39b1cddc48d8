/** The server cannot be used as it is now: out of reach, cut off, not ready, or in error. It may be well again later. */
export declare class ServerDownError extends Error {
    readonly name = "ServerDownError";
}
/** The server answered, and the answer is none that scores can be taken from. */
export declare class ServerAnswerError extends Error {
    readonly name = "ServerAnswerError";
}
