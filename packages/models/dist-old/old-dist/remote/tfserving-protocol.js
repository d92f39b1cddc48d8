import { z } from 'zod';
import { ServerAnswerError, ServerDownError } from './server-errors.js';
import { checkInputShape, flatProbabilities } from './server-protocol.js';
const FLOATS = new Set(['DT_FLOAT', 'DT_DOUBLE']);
const statusSchema = z.object({ model_version_status: z.array(z.object({ version: z.string(), state: z.string() })).min(1) });
const tensorSchema = z.object({
    dtype: z.string(),
    tensor_shape: z.object({ dim: z.array(z.object({ size: z.coerce.number() })).default([]) }),
});
const metadataSchema = z.object({
    model_spec: z.object({ name: z.string() }),
    metadata: z.object({
        signature_def: z.object({
            signature_def: z.object({
                serving_default: z.object({ inputs: z.record(z.string(), tensorSchema), outputs: z.record(z.string(), tensorSchema) }),
            }),
        }),
    }),
});
const answerSchema = z.object({ predictions: z.unknown() });
/** TensorFlow Serving's REST API, rows by rows: tensorflow.org/tfx/serving/api_rest. */
export class TfServingProtocol {
    #model;
    /** `model`: the name that the model goes by on the server. */
    constructor(model) {
        this.scoreSuffix = ':predict';
        this.#model = model;
    }
    async prepare(client, columns) {
        const status = statusSchema.safeParse(await client.get(''));
        const state = status.data?.model_version_status[0]?.state ?? 'of no state';
        if (state !== 'AVAILABLE')
            throw new ServerDownError(`its model is ${state}, not AVAILABLE`);
        const read = metadataSchema.safeParse(await client.get('/metadata'));
        if (!read.success)
            throw new ServerAnswerError('it describes no signature serving_default of the model');
        const { model_spec: spec, metadata } = read.data;
        if (spec.name !== this.#model)
            throw new ServerAnswerError(`it describes the model ${spec.name} instead of ${this.#model}`);
        const { inputs, outputs } = metadata.signature_def.signature_def.serving_default;
        const [taken, given] = [Object.values(inputs), Object.values(outputs)];
        const input = taken[0];
        if (input === undefined || taken.length > 1 || given.length !== 1)
            throw new ServerAnswerError(`serving_default has ${taken.length} inputs and ${given.length} outputs; one of each is needed`);
        if (![input, ...given].every(({ dtype }) => FLOATS.has(dtype)))
            throw new ServerAnswerError(`serving_default takes ${input.dtype} and gives ${given[0]?.dtype ?? ''}; DT_FLOAT is needed`);
        checkInputShape(input.tensor_shape.dim.map(({ size }) => size), columns);
    }
    scoreBody(rows, count) {
        const columns = rows.length / count;
        const instances = Array.from({ length: count }, (_, row) => `[${rows.subarray(row * columns, (row + 1) * columns).join(',')}]`);
        return `{"instances":[${instances.join(',')}]}`;
    }
    probabilities(answer, count) {
        return flatProbabilities(answerSchema.safeParse(answer).data?.predictions, count);
    }
}
//# sourceMappingURL=tfserving-protocol.js.map