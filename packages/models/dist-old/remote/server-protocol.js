import { ServerAnswerError } from './server-errors.js';
/** Flattens [count] or [count, 1] numbers; null, which stands for NaN, stays in its place. Throws for any other shape. */
export function flatProbabilities(data, count) {
    if (!Array.isArray(data) || data.length !== count)
        throw new ServerAnswerError(`it answers ${Array.isArray(data) ? data.length : 'no'} scores for ${count} rows`);
    const found = new Float32Array(count);
    data.forEach((each, row) => {
        const value = Array.isArray(each) && each.length === 1 ? each[0] : each;
        if (typeof value !== 'number' && value !== null)
            throw new ServerAnswerError('it answers with what is not one number a row: the model must give [rows, 1]');
        found[row] = value ?? Number.NaN;
    });
    return found;
}
/** Throws ServerAnswerError unless a tensor of `shape` (−1: any) takes rows of `columns` columns. */
export function checkInputShape(shape, columns) {
    if (shape.length === 2 && shape[0] === -1 && shape[1] === columns)
        return;
    const hint = shape.length === 2 && shape[1] === columns ? '; it must take any number of rows' : '';
    throw new ServerAnswerError(`its model takes [${shape.join(', ')}]; the artifact's inputs make [-1, ${columns}]${hint}`);
}
//# sourceMappingURL=server-protocol.js.map