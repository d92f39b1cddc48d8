/** SHA-256 (hex), computed off the event loop: weights can be large and decisions are being answered meanwhile. */
export declare function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string>;
/** SHA-256 (hex), at once. */
export declare function sha256Now(bytes: Uint8Array | string): string;
