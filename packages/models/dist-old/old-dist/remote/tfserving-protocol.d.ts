import type { ServerClient } from './server-client.js';
import { type ServerProtocol } from './server-protocol.js';
/** TensorFlow Serving's REST API, rows by rows: tensorflow.org/tfx/serving/api_rest. */
export declare class TfServingProtocol implements ServerProtocol {
    #private;
    readonly scoreSuffix = ":predict";
    /** `model`: the name that the model goes by on the server. */
    constructor(model: string);
    prepare(client: ServerClient, columns: number): Promise<void>;
    scoreBody(rows: Float32Array, count: number): string;
    probabilities(answer: unknown, count: number): Float32Array;
}
