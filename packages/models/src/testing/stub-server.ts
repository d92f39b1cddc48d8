import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the stub does with what it is asked. `slow`: the answer comes after `delayMs`; `hang`: it never does. */
export type StubMood =
  | 'well'
  | 'error'
  | 'slow'
  | 'hang'
  | 'cut'
  | 'cut-answer'
  | 'not-json'
  | 'nan'
  | 'out-of-range'
  | 'two-columns'
  | 'too-few'
  | 'too-much'
  | 'other-model'
  | 'other-version'
  | 'loading';

/** How the stub's model looks from outside. */
interface StubShape {
  readonly name?: string;
  readonly columns?: number;
  readonly datatype?: string;
  readonly outputs?: number;
}

/** A server of both protocols in this process, as TensorFlow Serving and Triton answer. */
export interface StubServer {
  readonly oip: string;
  readonly tfserving: string;
  /** Of scoring alone; `loading` and `hang` are of everything. */
  mood: StubMood;
  shape: StubShape;
  readonly delayMs: number;
  /** Rows of each request for scores. */
  readonly batches: number[];
  /** Connections that were opened. */
  readonly connections: () => number;
  /** Ends all connections, as a proxy does with those that were idle. */
  readonly dropConnections: () => void;
  readonly close: () => Promise<void>;
}

interface Asked {
  readonly url: string;
  readonly body: string;
}

/** Starts a server on a free port whose model gives what `predict` gives of rows of `columns` columns. */
export async function startStub(
  columns: number,
  predict: (rows: Float32Array, count: number) => Float32Array | Promise<Float32Array>,
): Promise<StubServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((request, response) => void answer(request, response));
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stub: StubServer = {
    oip: `${origin}/v2/models/network/versions/1`,
    tfserving: `${origin}/v1/models/network/versions/1`,
    mood: 'well',
    shape: {},
    delayMs: 30,
    batches: [],
    connections: () => connections,
    dropConnections: () => sockets.forEach((socket) => socket.destroy()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked = { url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') };
    if (stub.mood === 'hang') return;
    if (request.method === 'POST') await score(asked, response);
    else describe(asked.url, response);
  }

  function describe(url: string, response: ServerResponse): void {
    const isReady = stub.mood !== 'loading';
    if (url.startsWith('/v1/')) send(response, 200, url.endsWith('/metadata') ? tfMetadata(stub.shape) : tfStatus(isReady));
    else if (!isReady) send(response, 503, { error: 'model network is loading' });
    else if (url.endsWith('/ready')) response.end();
    else send(response, 200, oipMetadata(stub.shape));
  }

  async function score({ url, body }: Asked, response: ServerResponse): Promise<void> {
    const isTf = url.endsWith(':predict');
    const rows = isTf ? tfRows(body) : oipRows(body);
    stub.batches.push(rows.length / columns);
    const { mood } = stub;
    if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, stub.delayMs));
    if (mood === 'error') return send(response, 500, { error: 'CUDA out of memory' });
    if (mood === 'cut') return void response.destroy();
    if (mood === 'not-json') return void response.end('<html>gateway</html>');
    if (mood === 'too-much') return void response.end(`{"predictions":[${'0.5,'.repeat(2_000_000)}0.5]}`);
    const scores = moodScores(mood, await predict(rows, rows.length / columns));
    const text = scoreText(isTf, scores, mood);
    if (mood !== 'cut-answer') return void response.end(text);
    response.write(text.slice(0, text.length / 2));
    setImmediate(() => response.destroy());
  }

  const tfMetadata = ({ name = 'network', columns: width = columns, datatype = 'FP32', outputs = 1 }: StubShape): object => {
    const tensor = (size: number): object => ({
      dtype: datatype === 'FP32' ? 'DT_FLOAT' : 'DT_STRING',
      tensor_shape: {
        dim: [
          { size: '-1', name: '' },
          { size: String(size), name: '' },
        ],
        unknown_rank: false,
      },
      name: 't:0',
    });
    const given = Object.fromEntries(Array.from({ length: outputs }, (_, index) => [`out_${index}`, tensor(1)]));
    const signature = { inputs: { rows: tensor(width) }, outputs: given, method_name: 'tensorflow/serving/predict' };
    return {
      model_spec: { name, signature_name: '', version: '1' },
      metadata: { signature_def: { signature_def: { serving_default: signature } } },
    };
  };

  const oipMetadata = ({ name = 'network', columns: width = columns, datatype = 'FP32', outputs = 1 }: StubShape): object => ({
    name,
    versions: ['1'],
    platform: 'stub',
    inputs: [{ name: 'rows', datatype, shape: [-1, width] }],
    outputs: Array.from({ length: outputs }, (_, index) => ({ name: `out_${index}`, datatype: 'FP32', shape: [-1, 1] })),
  });

  return stub;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function tfStatus(isReady: boolean): object {
  const state = isReady ? 'AVAILABLE' : 'LOADING';
  return { model_version_status: [{ version: '1', state, status: { error_code: 'OK', error_message: '' } }] };
}

function tfRows(body: string): Float32Array {
  const { instances } = JSON.parse(body) as { instances: number[][] };
  return Float32Array.from(instances.flat());
}

function oipRows(body: string): Float32Array {
  const { inputs } = JSON.parse(body) as { inputs: { name: string; shape: number[]; datatype: string; data: number[] }[] };
  return Float32Array.from(inputs[0]!.data);
}

function moodScores(mood: StubMood, scores: Float32Array): (number | string)[] {
  const found: (number | string)[] = [...scores];
  if (mood === 'nan') found[0] = 'NaN';
  if (mood === 'out-of-range') found[0] = 1.5;
  if (mood === 'too-few') found.pop();
  if (mood === 'other-model') return found.map((score) => 1 - Number(score));
  return found;
}

function scoreText(isTf: boolean, scores: readonly (number | string)[], mood: StubMood): string {
  const width = mood === 'two-columns' ? 2 : 1;
  const cells = scores.map((score) => Array.from({ length: width }, () => score).join(','));
  if (isTf) return `{"predictions":[${cells.map((cell) => `[${cell}]`).join(',')}]}`;
  const output = `{"name":"out_0","datatype":"FP32","shape":[${scores.length},${width}],"data":[${cells.join(',')}]}`;
  return `{"model_name":"network","model_version":"${mood === 'other-version' ? 7 : 1}","outputs":[${output}]}`;
}
