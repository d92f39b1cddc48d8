import { z } from 'zod';
/** `model.json` of the format `onnx`: where in the graph of `model.onnx` rows go in and the score comes out. */
declare const onnxFileSchema: z.ZodObject<{
    format: z.ZodLiteral<"onnx">;
    input: z.ZodString;
    output: z.ZodString;
    column: z.ZodInt;
    gives: z.ZodEnum<{
        logit: "logit";
        probability: "probability";
    }>;
}, z.core.$strict>;
export type OnnxFile = z.infer<typeof onnxFileSchema>;
/** The bytes of `model.json`. */
export declare function encodeOnnxFile(file: OnnxFile): Uint8Array;
/** Reads it back; throws with the place of the first fault. */
export declare function decodeOnnxFile(modelJson: Uint8Array): OnnxFile;
export {};
