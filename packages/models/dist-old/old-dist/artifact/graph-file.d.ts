import { z } from 'zod';
declare const scoreSchema: z.ZodObject<{
    input: z.ZodString;
    output: z.ZodString;
    column: z.ZodInt;
    gives: z.ZodEnum<{
        logit: "logit";
        probability: "probability";
    }>;
}, z.core.$strict>;
declare const graphFileSchema: z.ZodObject<{
    format: z.ZodOptional<z.ZodLiteral<"graph-model">>;
    generatedBy: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    convertedBy: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    signature: z.ZodOptional<z.ZodObject<{
        inputs: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{
            name: z.ZodString;
            dtype: z.ZodOptional<z.ZodString>;
            tensorShape: z.ZodOptional<z.ZodObject<{
                dim: z.ZodOptional<z.ZodArray<z.ZodObject<{
                    size: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
                }, z.core.$strip>>>;
            }, z.core.$strip>>;
        }, z.core.$strip>>>;
        outputs: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{
            name: z.ZodString;
            dtype: z.ZodOptional<z.ZodString>;
            tensorShape: z.ZodOptional<z.ZodObject<{
                dim: z.ZodOptional<z.ZodArray<z.ZodObject<{
                    size: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
                }, z.core.$strip>>>;
            }, z.core.$strip>>;
        }, z.core.$strip>>>;
    }, z.core.$strip>>;
    modelTopology: z.ZodObject<{
        node: z.ZodArray<z.ZodObject<{
            name: z.ZodString;
            op: z.ZodString;
            input: z.ZodOptional<z.ZodArray<z.ZodString>>;
            attr: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
        }, z.core.$strip>>;
        versions: z.ZodDefault<z.ZodObject<{
            producer: z.ZodOptional<z.ZodNumber>;
            minConsumer: z.ZodOptional<z.ZodNumber>;
        }, z.core.$strip>>;
    }, z.core.$strip>;
    weightsManifest: z.ZodArray<z.ZodObject<{
        paths: z.ZodArray<z.ZodString>;
        weights: z.ZodArray<z.ZodObject<{
            name: z.ZodString;
            shape: z.ZodArray<z.ZodInt>;
            dtype: z.ZodEnum<{
                bool: "bool";
                float32: "float32";
                int32: "int32";
            }>;
            quantization: z.ZodOptional<z.ZodUndefined>;
        }, z.core.$strip>>;
    }, z.core.$strip>>;
    modelInitializer: z.ZodOptional<z.ZodUnion<[z.ZodUndefined, z.ZodObject<{}, z.core.$strict>]>>;
    userDefinedMetadata: z.ZodOptional<z.ZodObject<{
        score: z.ZodOptional<z.ZodObject<{
            input: z.ZodString;
            output: z.ZodString;
            column: z.ZodInt;
            gives: z.ZodEnum<{
                logit: "logit";
                probability: "probability";
            }>;
        }, z.core.$strict>>;
    }, z.core.$strip>>;
}, z.core.$strip>;
/**
 * `model.json` of the format `tfjs-graph`: a graph model as `tensorflowjs_converter` writes it and `tf.loadGraphModel` reads it. As published
 * all weights are in `weights.bin`, and `userDefinedMetadata.score` says where rows go in and the score comes out.
 */
export type GraphFile = z.infer<typeof graphFileSchema>;
/** Reads `model.json`; throws with the place of the first fault. */
export declare function decodeGraphFile(modelJson: Uint8Array): GraphFile;
/** The files beside a converted `model.json` that hold its weights, in order. Throws where it is no graph model. */
export declare function graphShards(modelJson: Uint8Array): readonly string[];
/** The bytes of `model.json` as it is published, with one file of weights and the place of the score. */
export declare function encodeGraphFile(file: GraphFile, score: z.infer<typeof scoreSchema>): Uint8Array;
export {};
