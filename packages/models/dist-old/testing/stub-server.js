import { createServer } from 'node:http';
/** Starts a server on a free port whose model gives what `predict` gives of rows of `columns` columns. */
export async function startStub(columns, predict) {
    const sockets = new Set();
    let connections = 0;
    const server = createServer((request, response) => void answer(request, response));
    server.on('connection', (socket) => {
        connections += 1;
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${server.address().port}`;
    const stub = {
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
    async function answer(request, response) {
        const chunks = [];
        for await (const chunk of request)
            chunks.push(chunk);
        const asked = { url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') };
        if (stub.mood === 'hang')
            return;
        if (request.method === 'POST')
            await score(asked, response);
        else
            describe(asked.url, response);
    }
    function describe(url, response) {
        const isReady = stub.mood !== 'loading';
        if (url.startsWith('/v1/'))
            send(response, 200, url.endsWith('/metadata') ? tfMetadata(stub.shape) : tfStatus(isReady));
        else if (!isReady)
            send(response, 503, { error: 'model network is loading' });
        else if (url.endsWith('/ready'))
            response.end();
        else
            send(response, 200, oipMetadata(stub.shape));
    }
    async function score({ url, body }, response) {
        const isTf = url.endsWith(':predict');
        const rows = isTf ? tfRows(body) : oipRows(body);
        stub.batches.push(rows.length / columns);
        const { mood } = stub;
        if (mood === 'slow')
            await new Promise((resolve) => setTimeout(resolve, stub.delayMs));
        if (mood === 'error')
            return send(response, 500, { error: 'CUDA out of memory' });
        if (mood === 'cut')
            return void response.destroy();
        if (mood === 'not-json')
            return void response.end('<html>gateway</html>');
        if (mood === 'too-much')
            return void response.end(`{"predictions":[${'0.5,'.repeat(2_000_000)}0.5]}`);
        const scores = moodScores(mood, await predict(rows, rows.length / columns));
        const text = scoreText(isTf, scores, mood === 'two-columns' ? 2 : 1);
        if (mood !== 'cut-answer')
            return void response.end(text);
        response.write(text.slice(0, text.length / 2));
        setImmediate(() => response.destroy());
    }
    const tfMetadata = ({ name = 'network', columns: width = columns, datatype = 'FP32', outputs = 1 }) => {
        const tensor = (size) => ({
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
    const oipMetadata = ({ name = 'network', columns: width = columns, datatype = 'FP32', outputs = 1 }) => ({
        name,
        versions: ['1'],
        platform: 'stub',
        inputs: [{ name: 'rows', datatype, shape: [-1, width] }],
        outputs: Array.from({ length: outputs }, (_, index) => ({ name: `out_${index}`, datatype: 'FP32', shape: [-1, 1] })),
    });
    return stub;
}
function send(response, status, body) {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
}
function tfStatus(isReady) {
    const state = isReady ? 'AVAILABLE' : 'LOADING';
    return { model_version_status: [{ version: '1', state, status: { error_code: 'OK', error_message: '' } }] };
}
function tfRows(body) {
    const { instances } = JSON.parse(body);
    return Float32Array.from(instances.flat());
}
function oipRows(body) {
    const { inputs } = JSON.parse(body);
    return Float32Array.from(inputs[0].data);
}
function moodScores(mood, scores) {
    const found = [...scores];
    if (mood === 'nan')
        found[0] = 'NaN';
    if (mood === 'out-of-range')
        found[0] = 1.5;
    if (mood === 'too-few')
        found.pop();
    if (mood === 'other-model')
        return found.map((score) => 1 - Number(score));
    return found;
}
function scoreText(isTf, scores, width) {
    const cells = scores.map((score) => Array.from({ length: width }, () => score).join(','));
    if (isTf)
        return `{"predictions":[${cells.map((cell) => `[${cell}]`).join(',')}]}`;
    const output = `{"name":"out_0","datatype":"FP32","shape":[${scores.length},${width}],"data":[${cells.join(',')}]}`;
    return `{"model_name":"network","model_version":"1","outputs":[${output}]}`;
}
//# sourceMappingURL=stub-server.js.map