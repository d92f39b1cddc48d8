declare const PROTOCOLS: readonly ['tfserving', 'oip'];
/** A server that scores versions of a model in this process's place. */
export interface ModelServer {
    readonly model: string;
    /** Absent: every version of the model that has no server of its own; the address then holds `{version}`. */
    readonly version?: string;
    /** TensorFlow Serving's REST API, or the Open Inference Protocol v2. */
    readonly protocol: (typeof PROTOCOLS)[number];
    readonly address: string;
}
/** The servers that a text declares, and everything that is wrong with it. */
export interface ModelServersRead {
    readonly servers: readonly ModelServer[];
    readonly faults: readonly string[];
}
/** Reads `name[/version]=protocol:address` entries, separated by commas or white space. */
export declare function readModelServers(text: string): ModelServersRead;
/** The server that a version has, one of its own before one of its model; `address` has the version in its place. */
export declare function serverFor(servers: readonly ModelServer[], name: string, version: string): ModelServer | undefined;
export {};
