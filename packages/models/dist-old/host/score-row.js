import { calibrate } from '../artifact/calibrate.js';
import { encodeRow, scaleRow } from '../artifact/encode-row.js';
/**
 * Scores one row, once and in time: whatever comes first of a probability, a fault and the deadline is the answer.
 * Never rejects.
 */
export function scoreRow(dispatcher, request, verified, context) {
    return new Promise((resolve) => {
        const row = new RowInFlight(request, verified, context, resolve);
        try {
            dispatcher.score(row);
        }
        catch (error) {
            row.onFault('failed', error instanceof Error ? error.message : String(error));
        }
    });
}
/** One object a row instead of a closure for each thing that may happen to it: thousands of them come every second. */
class RowInFlight {
    #isSettled = false;
    constructor(request, verified, context, resolve) {
        this.request = request;
        this.verified = verified;
        this.context = context;
        this.resolve = resolve;
        this.key = `${request.name}@${request.version}`;
        this.priority = request.priority;
        this.width = verified.artifact.scaler.mean.length;
        context.deadline.listen(this);
    }
    isWanted() {
        return !this.#isSettled;
    }
    encode(rows, offset) {
        const { inputs, scaler } = this.verified.artifact;
        encodeRow(inputs, this.request.values, rows, offset);
        scaleRow(scaler, rows, offset);
    }
    onProbability(probability) {
        if (this.#isSettled)
            return;
        const score = calibrate(probability, this.verified.artifact);
        if (Number.isNaN(score))
            this.onFault('not-a-number', 'the model gave NaN');
        else if (score < 0 || score > 1)
            this.onFault('out-of-range', `the model gave ${score}, which is no probability`);
        else
            this.#settle({ ok: true, score, digest: this.verified.digest, backend: this.context.backend, gpu: this.context.gpu });
    }
    onFault(fault, detail) {
        if (!this.#isSettled)
            this.#settle({ ok: false, fault, detail });
    }
    onDeadline() {
        this.onFault('timeout', 'the score did not come in time');
    }
    #settle(result) {
        this.#isSettled = true;
        this.context.deadline.forget(this);
        this.context.onResult?.(result);
        this.resolve(result);
    }
}
//# sourceMappingURL=score-row.js.map