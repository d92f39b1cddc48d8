import { sigmoid } from '../artifact/logit.js';
/** The probabilities in the score's column of an output [rows, k] or [rows]. Throws where it has no such column. */
export function pickScores(data, count, { output, column, gives }) {
    const width = data.length / count;
    if (!Number.isInteger(width) || column >= width)
        throw new Error(`the output ${output} has ${data.length} values for ${count} rows: column ${column} is not among them`);
    return Float32Array.from({ length: count }, (_, row) => {
        const value = data[row * width + column] ?? Number.NaN;
        return gives === 'logit' ? sigmoid(value) : value;
    });
}
//# sourceMappingURL=pick-scores.js.map