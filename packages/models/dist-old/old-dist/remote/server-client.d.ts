/** What a request may cost. */
export interface ClientLimits {
    readonly timeoutMs: number;
    /** Connections open at once; they are kept for the next request. */
    readonly maxSockets: number;
}
/** JSON over kept connections to one model of one server; every request has a time and a size at most. */
export declare class ServerClient {
    #private;
    constructor(address: string, limits: ClientLimits);
    /** The answer to GET at the model's address with `suffix` behind it. Rejects with LateScoreError or ServerDownError. */
    get(suffix: string): Promise<unknown>;
    /** The answer to POST of a JSON text. Rejects as `get` does. */
    post(suffix: string, body: string): Promise<unknown>;
    /** Ends every connection; what is under way rejects. */
    close(): void;
}
