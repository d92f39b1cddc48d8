import { z } from 'zod';
import { type ModelInput } from '../artifact/artifact-schema.js';
/** What has to be said of a model that was trained elsewhere, so that it can be published: a small JSON file beside it. */
export declare const foreignDescriptionSchema: z.ZodObject<{
    model: z.ZodString;
    version: z.ZodString;
    file: z.ZodString;
    madeBy: z.ZodString;
    features: z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
        fact: z.ZodString;
        kind: z.ZodLiteral<"number">;
        transform: z.ZodExactOptional<z.ZodLiteral<"log1p">>;
        whenMissing: z.ZodExactOptional<z.ZodObject<{
            value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
            indicator: z.ZodBoolean;
        }, z.core.$strict>>;
    }, z.core.$strict>, z.ZodObject<{
        fact: z.ZodString;
        kind: z.ZodLiteral<"boolean">;
        whenMissing: z.ZodExactOptional<z.ZodObject<{
            value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
            indicator: z.ZodBoolean;
        }, z.core.$strict>>;
    }, z.core.$strict>, z.ZodObject<{
        fact: z.ZodString;
        kind: z.ZodLiteral<"category">;
        categories: z.ZodArray<z.ZodString>;
        whenMissing: z.ZodExactOptional<z.ZodObject<{
            indicator: z.ZodBoolean;
        }, z.core.$strict>>;
    }, z.core.$strict>], "kind">>;
    score: z.ZodExactOptional<z.ZodObject<{
        input: z.ZodExactOptional<z.ZodString>;
        output: z.ZodExactOptional<z.ZodString>;
        column: z.ZodExactOptional<z.ZodInt>;
        gives: z.ZodExactOptional<z.ZodEnum<{
            logit: "logit";
            probability: "probability";
        }>>;
    }, z.core.$strict>>;
    calibrator: z.ZodExactOptional<z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"none">;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"platt">;
        slope: z.ZodNumber;
        intercept: z.ZodNumber;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"isotonic">;
        logits: z.ZodArray<z.ZodNumber>;
        scores: z.ZodArray<z.ZodNumber>;
    }, z.core.$strict>], "kind">>;
    learntFrom: z.ZodExactOptional<z.ZodObject<{
        rows: z.ZodInt;
        frauds: z.ZodInt;
    }, z.core.$strict>>;
    figures: z.ZodExactOptional<z.ZodObject<{
        rows: z.ZodInt;
        frauds: z.ZodInt;
        auc: z.ZodNumber;
        averagePrecision: z.ZodNumber;
        calibrationError: z.ZodNumber;
        brier: z.ZodExactOptional<z.ZodNumber>;
        cardPrecision100: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>;
    floor: z.ZodExactOptional<z.ZodObject<{
        auc: z.ZodExactOptional<z.ZodNumber>;
        averagePrecision: z.ZodExactOptional<z.ZodNumber>;
        frauds: z.ZodExactOptional<z.ZodInt>;
        maxCalibrationError: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export type ForeignDescription = z.infer<typeof foreignDescriptionSchema>;
/** The inputs of the artifact. */
export declare function foreignInputs({ features }: Pick<ForeignDescription, 'features'>): ModelInput[];
