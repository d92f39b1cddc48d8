import { z } from 'zod';
import { ServerAnswerError } from './server-errors.js';
import type { ServerClient } from './server-client.js';
import { checkInputShape, flatProbabilities, type ServerProtocol } from './server-protocol.js';

const INPUT_TYPES = new Set(['FP32', 'FP64']);
const OUTPUT_TYPES = new Set(['FP16', 'FP32', 'FP64']);

const tensorSchema = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.coerce.number()) });
const metadataSchema = z.object({
  name: z.string(),
  inputs: z.array(tensorSchema).default([]),
  outputs: z.array(tensorSchema).default([]),
});
const answerSchema = z.object({
  model_name: z.string().nullish(),
  model_version: z.string().nullish(),
  outputs: z.array(z.object({ name: z.string(), shape: z.array(z.number()), datatype: z.string(), data: z.unknown() })).length(1),
});

/** The Open Inference Protocol v2 in JSON, as Triton, KServe and MLServer speak it: github.com/kserve/open-inference-protocol. */
export class OipProtocol implements ServerProtocol {
  readonly scoreSuffix = '/infer';
  readonly #model: string;
  readonly #version: string;
  #input = { name: '', datatype: 'FP32' };
  #output = '';

  /** What the model goes by on the server. */
  constructor({ model, version }: { readonly model: string; readonly version: string }) {
    this.#model = model;
    this.#version = version;
  }

  async prepare(client: ServerClient, columns: number): Promise<void> {
    await client.get('/ready');
    const read = metadataSchema.safeParse(await client.get(''));
    if (!read.success) throw new ServerAnswerError('it does not describe the model as the Open Inference Protocol has it');
    const { name, inputs, outputs } = read.data;
    const [input, output] = [inputs[0], outputs[0]];
    if (name !== this.#model) throw new ServerAnswerError(`it describes the model ${name} instead of ${this.#model}`);
    if (input === undefined || inputs.length > 1 || output === undefined || outputs.length > 1)
      throw new ServerAnswerError(
        `its model has ${inputs.length} inputs and ${outputs.length} outputs in its metadata; one of each is needed`,
      );
    if (!INPUT_TYPES.has(input.datatype) || !OUTPUT_TYPES.has(output.datatype))
      throw new ServerAnswerError(`its model takes ${input.datatype} and gives ${output.datatype}; FP32 or FP64 is needed`);
    checkInputShape(input.shape, columns);
    this.#input = { name: input.name, datatype: input.datatype };
    this.#output = output.name;
  }

  scoreBody(rows: Float32Array, count: number): string {
    const { name, datatype } = this.#input;
    const head = `{"inputs":[{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${count},${rows.length / count}]`;
    return `${head},"data":[${rows.join(',')}]}],"outputs":[{"name":${JSON.stringify(this.#output)}}]}`;
  }

  probabilities(answer: unknown, count: number): Float32Array {
    const read = answerSchema.safeParse(answer).data;
    const output = read?.outputs[0];
    this.#checkWho(read?.model_name, read?.model_version);
    if (output === undefined) throw new ServerAnswerError('it answers without the one output that was asked for');
    const { shape, datatype, data, name } = output;
    const fits = shape[0] === count && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
    if (!fits || !OUTPUT_TYPES.has(datatype) || name !== this.#output)
      throw new ServerAnswerError(`it answers ${name}: ${datatype} [${shape.join(', ')}]; ${this.#output} of [${count}, 1] was asked for`);
    return flatProbabilities(data, count);
  }

  /** A server may leave out who answered; where it says another, the record would name the wrong model. */
  #checkWho(model: string | null | undefined, version: string | null | undefined): void {
    if (!isOther(model, this.#model) && !isOther(version, this.#version)) return;
    const who = `${model ?? this.#model}, version ${version ?? this.#version}`;
    throw new ServerAnswerError(`${who} answers where ${this.#model}, version ${this.#version} was asked`);
  }
}

function isOther(said: string | null | undefined, asked: string): boolean {
  return said !== undefined && said !== null && said !== '' && said !== asked;
}
