import { Agent, request } from 'node:http';

/** Were more answers awaited than this, more asking would only measure the queue. */
const MAX_OPEN = 200;

/** Where to, how often, and with what. */
export interface LoadAsk {
  readonly url: string;
  readonly perS: number;
  /** The body of the next request. */
  readonly draw: () => object;
  /** Told of every answer with status 200. */
  readonly onAnswer?: (body: string) => void;
}

/** What callers felt while something was done. */
export interface Felt<T> {
  readonly result: T;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly answers: number;
  /** Answers with another status than 200. */
  readonly refused: number;
}

/** Decisions at a steady rate, whether the last one is answered or not. */
export class SteadyLoad {
  #waiting = 0;
  #refused = 0;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(private readonly ask: LoadAsk) {}

  async during<T>(work: () => Promise<T>): Promise<Felt<T>> {
    const sent: Promise<number>[] = [];
    const refusedBefore = this.#refused;
    const startMs = performance.now();
    // A timer fires late and never twice: what is due by now is sent at once.
    const timer = setInterval(() => {
      const due = ((performance.now() - startMs) / 1000) * this.ask.perS;
      while (sent.length < due && this.#waiting < MAX_OPEN) sent.push(this.#decide());
    }, 1);
    const result = await work().finally(() => clearInterval(timer));
    const times = (await Promise.all(sent)).toSorted((a, b) => a - b);
    const quantile = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
    return { result, p50Ms: quantile(0.5), p99Ms: quantile(0.99), answers: times.length, refused: this.#refused - refusedBefore };
  }

  #decide(): Promise<number> {
    this.#waiting += 1;
    return this.#timed().finally(() => (this.#waiting -= 1));
  }

  #timed(): Promise<number> {
    const body = JSON.stringify(this.ask.draw());
    const startMs = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(this.ask.url, { agent: this.#agent, method: 'POST', headers }, (response) => {
        if (response.statusCode !== 200) this.#refused += 1;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          if (response.statusCode === 200) this.ask.onAnswer?.(Buffer.concat(chunks).toString());
          resolve(performance.now() - startMs);
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
