import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { LateScoreError } from '../host/scorer.js';
import { parseLenient } from './parse-lenient.js';
import { ServerDownError } from './server-errors.js';
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const MAX_ERROR_CHARS = 200;
/** JSON over kept connections to one model of one server; every request has a time and a size at most. */
export class ServerClient {
    #url;
    #limits;
    #agent;
    constructor(address, limits) {
        this.#url = new URL(address);
        this.#limits = limits;
        const options = { keepAlive: true, maxSockets: limits.maxSockets, maxFreeSockets: limits.maxSockets };
        this.#agent = this.#url.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
    }
    /** The answer to GET at the model's address with `suffix` behind it. Rejects with LateScoreError or ServerDownError. */
    get(suffix) {
        return this.#ask('GET', suffix);
    }
    /** The answer to POST of a JSON text. Rejects as `get` does. */
    post(suffix, body) {
        return this.#ask('POST', suffix, body);
    }
    /** Ends every connection; what is under way rejects. */
    close() {
        this.#agent.destroy();
    }
    async #ask(method, suffix, body) {
        const signal = AbortSignal.timeout(this.#limits.timeoutMs);
        try {
            const { status, text } = await this.#exchange(method, suffix, body, signal);
            if (status !== 200)
                throw new ServerDownError(`it answers ${status}: ${errorText(text)}`);
            return text.trim() === '' ? undefined : parseLenient(text);
        }
        catch (error) {
            if (signal.aborted)
                throw new LateScoreError(`the server did not answer within ${this.#limits.timeoutMs} ms`, { cause: error });
            throw error;
        }
    }
    /** Scoring changes nothing, so a kept connection that the server closed meanwhile is tried anew, once. */
    async #exchange(method, suffix, body, signal) {
        const first = this.#send(method, suffix, body, signal);
        try {
            return await first.answer;
        }
        catch (error) {
            if (signal.aborted || !first.request.reusedSocket)
                throw downError(error);
            return this.#send(method, suffix, body, signal).answer.catch((again) => Promise.reject(downError(again)));
        }
    }
    #send(method, suffix, body, signal) {
        const target = new URL(this.#url);
        target.pathname += suffix;
        const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
        const request = send(target, { method, agent: this.#agent, headers, signal });
        const answer = new Promise((resolve, reject) => {
            request.on('error', reject);
            request.on('response', (response) => void readAll(response).then(resolve, reject));
        });
        request.end(body);
        return { request, answer };
    }
}
async function readAll(response) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response) {
        bytes += chunk.byteLength;
        // Leaving the loop ends the connection.
        if (bytes > MAX_ANSWER_BYTES)
            throw new ServerDownError(`it answers with more than ${MAX_ANSWER_BYTES} bytes`);
        chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}
function downError(error) {
    if (error instanceof ServerDownError)
        return error;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return new ServerDownError(`it cannot be reached or was cut off${code}`, { cause: error });
}
/** Both protocols put the message into `error`; proxies before them answer with whatever they like. */
function errorText(text) {
    const error = /"error"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
    return (error ?? text).slice(0, MAX_ERROR_CHARS) || 'no message';
}
//# sourceMappingURL=server-client.js.map