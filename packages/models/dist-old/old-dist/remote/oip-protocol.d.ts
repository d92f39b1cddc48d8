import type { ServerClient } from './server-client.js';
import { type ServerProtocol } from './server-protocol.js';
/** The Open Inference Protocol v2 in JSON, as Triton, KServe and MLServer speak it: github.com/kserve/open-inference-protocol. */
export declare class OipProtocol implements ServerProtocol {
    #private;
    readonly scoreSuffix = "/infer";
    /** `model`: the name that the model goes by on the server. */
    constructor(model: string);
    prepare(client: ServerClient, columns: number): Promise<void>;
    scoreBody(rows: Float32Array, count: number): string;
    probabilities(answer: unknown, count: number): Float32Array;
}
