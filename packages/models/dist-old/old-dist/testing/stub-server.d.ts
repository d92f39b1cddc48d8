/** What the stub does with what it is asked. `slow`: the answer comes after `delayMs`; `hang`: it never does. */
export type StubMood = 'well' | 'error' | 'slow' | 'hang' | 'cut' | 'cut-answer' | 'not-json' | 'nan' | 'out-of-range' | 'two-columns' | 'too-few' | 'too-much' | 'other-model' | 'loading';
/** How the stub's model looks from outside. */
interface StubShape {
    readonly name?: string;
    readonly columns?: number;
    readonly datatype?: string;
    readonly outputs?: number;
}
/** A server of both protocols in this process, as TensorFlow Serving and Triton answer. */
export interface StubServer {
    readonly oip: string;
    readonly tfserving: string;
    /** Of scoring alone; `loading` and `hang` are of everything. */
    mood: StubMood;
    shape: StubShape;
    readonly delayMs: number;
    /** Rows of each request for scores. */
    readonly batches: number[];
    /** Connections that were opened. */
    readonly connections: () => number;
    /** Ends all connections, as a proxy does with those that were idle. */
    readonly dropConnections: () => void;
    readonly close: () => Promise<void>;
}
/** Starts a server on a free port whose model gives what `predict` gives of rows of `columns` columns. */
export declare function startStub(columns: number, predict: (rows: Float32Array, count: number) => Float32Array | Promise<Float32Array>): Promise<StubServer>;
export {};
