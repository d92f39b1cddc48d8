/** Each number of what goes in becomes one of what comes out. */
export declare const ELEMENTWISE: ReadonlySet<string>;
/** What goes in is stretched to the same shape. FloorDiv is left out: of 0 / 0 WebAssembly and plain JavaScript make different numbers. */
export declare const BROADCASTING: ReadonlySet<string>;
/** Dimensions are taken together. */
export declare const REDUCING: ReadonlySet<string>;
/**
 * Operations that a served graph may have: those of networks over rows of columns, as TensorFlow and Keras convert them. None runs a graph of
 * its own, none gives a tensor whose size depends on the numbers in it, and none makes one as large as a number says that is not followed (Fill,
 * BroadcastTo, OneHot, Range, Pad): a file of a kilobyte must not fill the memory of the process that decides.
 */
export declare const KNOWN_OPS: ReadonlySet<string>;
/** Makes sure that all operations are known; throws with every one that is not, and why. */
export declare function checkOps(ops: Iterable<string>): void;
