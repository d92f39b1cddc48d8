import { z } from 'zod';
/** How a network is made. */
export declare const networkOptionsSchema: z.ZodObject<{
    hidden: z.ZodArray<z.ZodInt>;
    dropout: z.ZodNumber;
    l2: z.ZodNumber;
    learningRate: z.ZodNumber;
    batchSize: z.ZodInt;
    epochs: z.ZodInt;
    patience: z.ZodInt;
    classWeight: z.ZodNumber;
    genuineShare: z.ZodExactOptional<z.ZodNumber>;
    focalGamma: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>;
export type NetworkOptions = z.infer<typeof networkOptionsSchema>;
/** How gradient-boosted trees are made. */
declare const treeOptionsSchema: z.ZodObject<{
    trees: z.ZodInt;
    patience: z.ZodInt;
    learningRate: z.ZodNumber;
    maxDepth: z.ZodInt;
    minHessian: z.ZodNumber;
    l2: z.ZodNumber;
    rowShare: z.ZodNumber;
    columnShare: z.ZodNumber;
    classWeight: z.ZodNumber;
}, z.core.$strict>;
export type TreeOptions = z.infer<typeof treeOptionsSchema>;
/** How a logistic regression is made. */
declare const logisticOptionsSchema: z.ZodObject<{
    l2: z.ZodNumber;
    classWeight: z.ZodNumber;
}, z.core.$strict>;
export type LogisticOptions = z.infer<typeof logisticOptionsSchema>;
declare const memberSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
    share: z.ZodNumber;
    seeds: z.ZodInt;
    family: z.ZodLiteral<"network">;
    options: z.ZodObject<{
        hidden: z.ZodArray<z.ZodInt>;
        dropout: z.ZodNumber;
        l2: z.ZodNumber;
        learningRate: z.ZodNumber;
        batchSize: z.ZodInt;
        epochs: z.ZodInt;
        patience: z.ZodInt;
        classWeight: z.ZodNumber;
        genuineShare: z.ZodExactOptional<z.ZodNumber>;
        focalGamma: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
    share: z.ZodNumber;
    seeds: z.ZodInt;
    family: z.ZodLiteral<"trees">;
    options: z.ZodObject<{
        trees: z.ZodInt;
        patience: z.ZodInt;
        learningRate: z.ZodNumber;
        maxDepth: z.ZodInt;
        minHessian: z.ZodNumber;
        l2: z.ZodNumber;
        rowShare: z.ZodNumber;
        columnShare: z.ZodNumber;
        classWeight: z.ZodNumber;
    }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
    share: z.ZodNumber;
    seeds: z.ZodInt;
    family: z.ZodLiteral<"logistic">;
    options: z.ZodObject<{
        l2: z.ZodNumber;
        classWeight: z.ZodNumber;
    }, z.core.$strict>;
}, z.core.$strict>], "family">;
export type RecipeMember = z.infer<typeof memberSchema>;
/** How a model is made: one member, or several whose logits are averaged. */
export declare const recipeSchema: z.ZodObject<{
    members: z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
        share: z.ZodNumber;
        seeds: z.ZodInt;
        family: z.ZodLiteral<"network">;
        options: z.ZodObject<{
            hidden: z.ZodArray<z.ZodInt>;
            dropout: z.ZodNumber;
            l2: z.ZodNumber;
            learningRate: z.ZodNumber;
            batchSize: z.ZodInt;
            epochs: z.ZodInt;
            patience: z.ZodInt;
            classWeight: z.ZodNumber;
            genuineShare: z.ZodExactOptional<z.ZodNumber>;
            focalGamma: z.ZodExactOptional<z.ZodNumber>;
        }, z.core.$strict>;
    }, z.core.$strict>, z.ZodObject<{
        share: z.ZodNumber;
        seeds: z.ZodInt;
        family: z.ZodLiteral<"trees">;
        options: z.ZodObject<{
            trees: z.ZodInt;
            patience: z.ZodInt;
            learningRate: z.ZodNumber;
            maxDepth: z.ZodInt;
            minHessian: z.ZodNumber;
            l2: z.ZodNumber;
            rowShare: z.ZodNumber;
            columnShare: z.ZodNumber;
            classWeight: z.ZodNumber;
        }, z.core.$strict>;
    }, z.core.$strict>, z.ZodObject<{
        share: z.ZodNumber;
        seeds: z.ZodInt;
        family: z.ZodLiteral<"logistic">;
        options: z.ZodObject<{
            l2: z.ZodNumber;
            classWeight: z.ZodNumber;
        }, z.core.$strict>;
    }, z.core.$strict>], "family">>;
    calibrator: z.ZodEnum<{
        auto: "auto";
        isotonic: "isotonic";
        none: "none";
        platt: "platt";
    }>;
}, z.core.$strict>;
export type Recipe = z.infer<typeof recipeSchema>;
export {};
