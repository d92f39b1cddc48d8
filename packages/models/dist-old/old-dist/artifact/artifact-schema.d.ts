import { z } from 'zod';
/** Names a model goes by: also the name of its folder. */
export declare const MODEL_NAME: RegExp;
/** Versions of a model: also the name of the folder; a leading dot is left to folders still being written. */
export declare const MODEL_VERSION: RegExp;
declare const inputSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
    fact: z.ZodString;
    kind: z.ZodLiteral<"number">;
    transform: z.ZodExactOptional<z.ZodLiteral<"log1p">>;
    whenMissing: z.ZodObject<{
        value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
        indicator: z.ZodBoolean;
    }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
    fact: z.ZodString;
    kind: z.ZodLiteral<"boolean">;
    whenMissing: z.ZodObject<{
        value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
        indicator: z.ZodBoolean;
    }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
    fact: z.ZodString;
    kind: z.ZodLiteral<"category">;
    categories: z.ZodArray<z.ZodString>;
    whenMissing: z.ZodObject<{
        indicator: z.ZodBoolean;
    }, z.core.$strict>;
}, z.core.$strict>], "kind">;
/** The inputs of a model, in order. */
export declare const modelInputsSchema: z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
    fact: z.ZodString;
    kind: z.ZodLiteral<"number">;
    transform: z.ZodExactOptional<z.ZodLiteral<"log1p">>;
    whenMissing: z.ZodObject<{
        value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
        indicator: z.ZodBoolean;
    }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
    fact: z.ZodString;
    kind: z.ZodLiteral<"boolean">;
    whenMissing: z.ZodObject<{
        value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
        indicator: z.ZodBoolean;
    }, z.core.$strict>;
}, z.core.$strict>, z.ZodObject<{
    fact: z.ZodString;
    kind: z.ZodLiteral<"category">;
    categories: z.ZodArray<z.ZodString>;
    whenMissing: z.ZodObject<{
        indicator: z.ZodBoolean;
    }, z.core.$strict>;
}, z.core.$strict>], "kind">>;
export type ModelInput = z.infer<typeof inputSchema>;
/** Standardises each column to (x − mean) / sd, held within ±`clip` so that an absurd value cannot carry the network away. */
declare const scalerSchema: z.ZodObject<{
    mean: z.ZodArray<z.ZodNumber>;
    sd: z.ZodArray<z.ZodNumber>;
    clip: z.ZodNumber;
}, z.core.$strict>;
export type Scaler = z.infer<typeof scalerSchema>;
/** What makes a corrected logit a probability. */
export declare const calibratorSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
    kind: z.ZodLiteral<"none">;
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"platt">;
    slope: z.ZodNumber;
    intercept: z.ZodNumber;
}, z.core.$strict>, z.ZodObject<{
    kind: z.ZodLiteral<"isotonic">;
    logits: z.ZodArray<z.ZodNumber>;
    scores: z.ZodArray<z.ZodNumber>;
}, z.core.$strict>], "kind">;
export type Calibrator = z.infer<typeof calibratorSchema>;
/** How an input was distributed. Of a category, the share of each name; else the 0, 5, … 100 % quantiles of what was there. */
declare const featureProfileSchema: z.ZodObject<{
    fact: z.ZodString;
    missingShare: z.ZodNumber;
    quantiles: z.ZodExactOptional<z.ZodArray<z.ZodNumber>>;
    shares: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodNumber>>;
}, z.core.$strict>;
export type FeatureProfile = z.infer<typeof featureProfileSchema>;
/** Least, or most, that a version may be worth on the held-out slice. */
export declare const floorSchema: z.ZodObject<{
    auc: z.ZodExactOptional<z.ZodNumber>;
    averagePrecision: z.ZodExactOptional<z.ZodNumber>;
    frauds: z.ZodExactOptional<z.ZodInt>;
    maxCalibrationError: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>;
export type Floor = z.infer<typeof floorSchema>;
/** Rows of facts, as golden rows have them, and what each weighs: the typical row first, so that fewer of them say nearly the same. */
declare const backgroundSchema: z.ZodObject<{
    rows: z.ZodArray<z.ZodObject<{
        values: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>;
        weight: z.ZodNumber;
    }, z.core.$strict>>;
}, z.core.$strict>;
/** What scores of a version are explained against. */
export type Background = z.infer<typeof backgroundSchema>;
/** What a version is worth on rows that nothing was fitted on. */
export declare const metricsSchema: z.ZodObject<{
    rows: z.ZodInt;
    frauds: z.ZodInt;
    auc: z.ZodNumber;
    averagePrecision: z.ZodNumber;
    calibrationError: z.ZodNumber;
    brier: z.ZodExactOptional<z.ZodNumber>;
    cardPrecision100: z.ZodExactOptional<z.ZodNumber>;
}, z.core.$strict>;
export type Metrics = z.infer<typeof metricsSchema>;
/**
 * What the two files of a model hold: a TensorFlow.js layers model, trees whose leaves add up to a logit, or several of those whose logits
 * are averaged, or a TensorFlow.js graph model, in `model.json` and `weights.bin`; or an ONNX graph in `model.onnx`, where `model.json` says
 * how it is read.
 */
declare const modelFormatSchema: z.ZodEnum<{
    blend: "blend";
    onnx: "onnx";
    "tfjs-graph": "tfjs-graph";
    "tfjs-layers": "tfjs-layers";
    trees: "trees";
}>;
export type ModelFormat = z.infer<typeof modelFormatSchema>;
/** The file that holds the numbers of a model. */
export declare function weightsFile(format: ModelFormat): 'weights.bin' | 'model.onnx';
/** `artifact.json`: all that is needed to score as was trained, and to say where it came from. It holds no thresholds: those are policy. */
export declare const artifactSchema: z.ZodObject<{
    schemaVersion: z.ZodLiteral<1>;
    name: z.ZodString;
    version: z.ZodString;
    createdBy: z.ZodString;
    format: z.ZodEnum<{
        blend: "blend";
        onnx: "onnx";
        "tfjs-graph": "tfjs-graph";
        "tfjs-layers": "tfjs-layers";
        trees: "trees";
    }>;
    inputs: z.ZodArray<z.ZodDiscriminatedUnion<[z.ZodObject<{
        fact: z.ZodString;
        kind: z.ZodLiteral<"number">;
        transform: z.ZodExactOptional<z.ZodLiteral<"log1p">>;
        whenMissing: z.ZodObject<{
            value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
            indicator: z.ZodBoolean;
        }, z.core.$strict>;
    }, z.core.$strict>, z.ZodObject<{
        fact: z.ZodString;
        kind: z.ZodLiteral<"boolean">;
        whenMissing: z.ZodObject<{
            value: z.ZodUnion<readonly [z.ZodNumber, z.ZodLiteral<"nan">]>;
            indicator: z.ZodBoolean;
        }, z.core.$strict>;
    }, z.core.$strict>, z.ZodObject<{
        fact: z.ZodString;
        kind: z.ZodLiteral<"category">;
        categories: z.ZodArray<z.ZodString>;
        whenMissing: z.ZodObject<{
            indicator: z.ZodBoolean;
        }, z.core.$strict>;
    }, z.core.$strict>], "kind">>;
    scaler: z.ZodObject<{
        mean: z.ZodArray<z.ZodNumber>;
        sd: z.ZodArray<z.ZodNumber>;
        clip: z.ZodNumber;
    }, z.core.$strict>;
    priorCorrection: z.ZodObject<{
        classWeight: z.ZodNumber;
        focalGamma: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>;
    calibrator: z.ZodDiscriminatedUnion<[z.ZodObject<{
        kind: z.ZodLiteral<"none">;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"platt">;
        slope: z.ZodNumber;
        intercept: z.ZodNumber;
    }, z.core.$strict>, z.ZodObject<{
        kind: z.ZodLiteral<"isotonic">;
        logits: z.ZodArray<z.ZodNumber>;
        scores: z.ZodArray<z.ZodNumber>;
    }, z.core.$strict>], "kind">;
    goldenRows: z.ZodArray<z.ZodObject<{
        values: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>;
        score: z.ZodNumber;
    }, z.core.$strict>>;
    metrics: z.ZodExactOptional<z.ZodObject<{
        rows: z.ZodInt;
        frauds: z.ZodInt;
        auc: z.ZodNumber;
        averagePrecision: z.ZodNumber;
        calibrationError: z.ZodNumber;
        brier: z.ZodExactOptional<z.ZodNumber>;
        cardPrecision100: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>;
    scoreProfile: z.ZodExactOptional<z.ZodArray<z.ZodNumber>>;
    featureProfile: z.ZodExactOptional<z.ZodArray<z.ZodObject<{
        fact: z.ZodString;
        missingShare: z.ZodNumber;
        quantiles: z.ZodExactOptional<z.ZodArray<z.ZodNumber>>;
        shares: z.ZodExactOptional<z.ZodRecord<z.ZodString, z.ZodNumber>>;
    }, z.core.$strict>>>;
    floor: z.ZodExactOptional<z.ZodObject<{
        auc: z.ZodExactOptional<z.ZodNumber>;
        averagePrecision: z.ZodExactOptional<z.ZodNumber>;
        frauds: z.ZodExactOptional<z.ZodInt>;
        maxCalibrationError: z.ZodExactOptional<z.ZodNumber>;
    }, z.core.$strict>>;
    reference: z.ZodExactOptional<z.ZodObject<{
        rows: z.ZodInt;
        score: z.ZodObject<{
            edges: z.ZodArray<z.ZodNumber>;
            shares: z.ZodArray<z.ZodNumber>;
        }, z.core.$strict>;
        features: z.ZodRecord<z.ZodString, z.ZodDiscriminatedUnion<[z.ZodObject<{
            edges: z.ZodArray<z.ZodNumber>;
            shares: z.ZodArray<z.ZodNumber>;
            kind: z.ZodLiteral<"number">;
            missing: z.ZodNumber;
        }, z.core.$strict>, z.ZodObject<{
            kind: z.ZodLiteral<"category">;
            shares: z.ZodRecord<z.ZodString, z.ZodNumber>;
            missing: z.ZodNumber;
        }, z.core.$strict>], "kind">>;
    }, z.core.$strict>>;
    background: z.ZodExactOptional<z.ZodObject<{
        rows: z.ZodArray<z.ZodObject<{
            values: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>;
            weight: z.ZodNumber;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    training: z.ZodExactOptional<z.ZodObject<{
        generator: z.ZodString;
        options: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber]>>;
        seed: z.ZodInt;
        rows: z.ZodInt;
        frauds: z.ZodInt;
        sha256: z.ZodString;
        recipe: z.ZodExactOptional<z.ZodObject<{
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
        }, z.core.$strict>>;
        network: z.ZodExactOptional<z.ZodObject<{
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
        }, z.core.$strict>>;
        epochsRun: z.ZodInt;
        backend: z.ZodString;
    }, z.core.$strict>>;
    origin: z.ZodExactOptional<z.ZodObject<{
        madeBy: z.ZodString;
        rows: z.ZodExactOptional<z.ZodInt>;
        frauds: z.ZodExactOptional<z.ZodInt>;
    }, z.core.$strict>>;
    libraries: z.ZodRecord<z.ZodString, z.ZodString>;
    files: z.ZodObject<{
        'model.json': z.ZodString;
        'weights.bin': z.ZodExactOptional<z.ZodString>;
        'model.onnx': z.ZodExactOptional<z.ZodString>;
        'model-card.md': z.ZodExactOptional<z.ZodString>;
    }, z.core.$strict>;
}, z.core.$strict>;
export type Artifact = z.infer<typeof artifactSchema>;
export {};
