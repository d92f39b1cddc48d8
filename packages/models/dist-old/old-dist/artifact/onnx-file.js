import { z } from 'zod';
/** `model.json` of the format `onnx`: where in the graph of `model.onnx` rows go in and the score comes out. */
const onnxFileSchema = z.strictObject({
    format: z.literal('onnx'),
    input: z.string().min(1).max(200),
    output: z.string().min(1).max(200),
    /** Of an output [rows, k] the column with the score; 0 for [rows] and [rows, 1]. */
    column: z.int().min(0).max(999),
    gives: z.enum(['probability', 'logit']),
});
/** The bytes of `model.json`. */
export function encodeOnnxFile(file) {
    return new TextEncoder().encode(`${JSON.stringify(file, undefined, 2)}\n`);
}
/** Reads it back; throws with the place of the first fault. */
export function decodeOnnxFile(modelJson) {
    const parsed = onnxFileSchema.safeParse(JSON.parse(new TextDecoder().decode(modelJson)));
    if (parsed.success)
        return parsed.data;
    const issue = parsed.error.issues[0];
    throw new Error(`model.json does not say how model.onnx is read: /${issue?.path.map(String).join('/') ?? ''}: ${issue?.message ?? ''}`);
}
//# sourceMappingURL=onnx-file.js.map