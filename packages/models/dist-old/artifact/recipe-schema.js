import { z } from 'zod';
/** How a network is made. */
export const networkOptionsSchema = z.strictObject({
    hidden: z.array(z.int().min(1).max(4096)).min(1).max(10),
    dropout: z.number().min(0).max(0.9),
    /** Weight decay on the kernels. */
    l2: z.number().min(0).max(1),
    learningRate: z.number().positive().max(1),
    batchSize: z.int().min(1).max(65_536),
    /** At most this many; training stops when the later slice has not improved for `patience` epochs. */
    epochs: z.int().min(1).max(1000),
    patience: z.int().min(1).max(1000),
    /** How much heavier a fraud weighs in the loss; 1: plain cross-entropy. */
    classWeight: z.number().min(1).max(10_000),
    /** The share of genuine rows that each epoch draws anew; absent: all. */
    genuineShare: z.number().positive().max(1).exactOptional(),
    /** γ of the focal loss; absent: cross-entropy. */
    focalGamma: z.number().positive().max(5).exactOptional(),
});
/** How gradient-boosted trees are made. */
const treeOptionsSchema = z.strictObject({
    /** At most this many; boosting stops when the later slice has not improved for `patience` trees. */
    trees: z.int().min(1).max(5000),
    patience: z.int().min(1).max(5000),
    learningRate: z.number().positive().max(1),
    maxDepth: z.int().min(1).max(16),
    /** Least sum of second derivatives on either side of a cut: of log loss, p · (1 − p) a row. */
    minHessian: z.number().min(0),
    /** Ridge on leaf values. */
    l2: z.number().min(0),
    /** Shares of rows and columns drawn for each tree. */
    rowShare: z.number().positive().max(1),
    columnShare: z.number().positive().max(1),
    classWeight: z.number().min(1).max(10_000),
});
/** How a logistic regression is made. */
const logisticOptionsSchema = z.strictObject({
    /** Ridge on the weights of the scaled columns. */
    l2: z.number().min(0),
    classWeight: z.number().min(1).max(10_000),
});
/** `share`: how much its logit counts among the members; `seeds`: so many are trained, each from another seed, and share it. */
const member = { share: z.number().positive().max(1), seeds: z.int().min(1).max(10) };
const memberSchema = z.discriminatedUnion('family', [
    z.strictObject({ family: z.literal('network'), ...member, options: networkOptionsSchema }),
    z.strictObject({ family: z.literal('trees'), ...member, options: treeOptionsSchema }),
    z.strictObject({ family: z.literal('logistic'), ...member, options: logisticOptionsSchema }),
]);
/** How a model is made: one member, or several whose logits are averaged. */
export const recipeSchema = z.strictObject({
    members: z.array(memberSchema).min(1).max(10),
    /** `auto`: Platt scaling under 1,000 frauds in the watched slice, isotonic regression from there on. */
    calibrator: z.enum(['none', 'platt', 'isotonic', 'auto']),
});
//# sourceMappingURL=recipe-schema.js.map