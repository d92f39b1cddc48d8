import { ServerAnswerError } from './server-errors.js';
import type { ServerClient } from './server-client.js';

/** How a kind of server is asked. One object a model. */
export interface ServerProtocol {
  /**
   * Makes sure that the model is ready there and takes [rows, columns]. Rejects with ServerDownError while it is not ready,
   * with ServerAnswerError when it is another model than is needed.
   */
  prepare(client: ServerClient, columns: number): Promise<void>;
  /** What is put behind the model's address to score. */
  readonly scoreSuffix: string;
  /** The JSON text that asks for the scores of `count` rows. */
  scoreBody(rows: Float32Array, count: number): string;
  /** The probabilities in an answer; NaN where the server gave no number. Throws ServerAnswerError. */
  probabilities(answer: unknown, count: number): Float32Array;
}

/** Flattens [count] or [count, 1] numbers; null, which stands for NaN, stays in its place. Throws for any other shape. */
export function flatProbabilities(data: unknown, count: number): Float32Array {
  if (!Array.isArray(data) || data.length !== count)
    throw new ServerAnswerError(`it answers ${Array.isArray(data) ? data.length : 'no'} scores for ${count} rows`);
  const found = new Float32Array(count);
  data.forEach((each: unknown, row) => {
    const value: unknown = Array.isArray(each) && each.length === 1 ? each[0] : each;
    if (typeof value !== 'number' && value !== null)
      throw new ServerAnswerError('it answers with what is not one number a row: the model must give [rows, 1]');
    found[row] = value ?? Number.NaN;
  });
  return found;
}

/** Throws ServerAnswerError unless a tensor of `shape` (−1: any) takes rows of `columns` columns. */
export function checkInputShape(shape: readonly number[], columns: number): void {
  if (shape.length === 2 && shape[0] === -1 && shape[1] === columns) return;
  const hint = shape.length === 2 && shape[1] === columns ? '; it must take any number of rows' : '';
  throw new ServerAnswerError(`its model takes [${shape.join(', ')}]; the artifact's inputs make [-1, ${columns}]${hint}`);
}
