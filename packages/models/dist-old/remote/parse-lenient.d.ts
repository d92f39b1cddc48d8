/** Reads JSON in which `NaN` and `Infinity` may stand; they come out as null. Throws ServerAnswerError for anything else. */
export declare function parseLenient(text: string): unknown;
