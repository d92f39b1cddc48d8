import { createHash, webcrypto } from 'node:crypto';
/** SHA-256 (hex), computed off the event loop: weights can be large and decisions are being answered meanwhile. */
export async function sha256(bytes) {
    const digest = await webcrypto.subtle.digest('SHA-256', bytes);
    return Buffer.from(digest).toString('hex');
}
/** SHA-256 (hex), at once. */
export function sha256Now(bytes) {
    return createHash('sha256').update(bytes).digest('hex');
}
//# sourceMappingURL=sha256.js.map