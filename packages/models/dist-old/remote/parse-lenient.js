import { ServerAnswerError } from './server-errors.js';
/** Numbers that JSON does not have, and that TensorFlow Serving writes all the same. */
const NO_NUMBER = /(?<=[[,:\s])-?(?:NaN|Infinity|nan|inf)(?=[\],}\s])/g;
/** Reads JSON in which `NaN` and `Infinity` may stand; they come out as null. Throws ServerAnswerError for anything else. */
export function parseLenient(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return parseWithout(text);
    }
}
function parseWithout(text) {
    try {
        return JSON.parse(text.replaceAll(NO_NUMBER, 'null'));
    }
    catch {
        throw new ServerAnswerError(`it answers with what is not JSON: ${JSON.stringify(text.slice(0, 60))}`);
    }
}
//# sourceMappingURL=parse-lenient.js.map