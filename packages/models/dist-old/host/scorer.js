/** A batch was not scored in the time that it has. */
export class LateScoreError extends Error {
    constructor() {
        super(...arguments);
        this.name = 'LateScoreError';
    }
}
//# sourceMappingURL=scorer.js.map