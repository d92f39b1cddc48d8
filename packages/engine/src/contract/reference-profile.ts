import { z } from 'zod';

const share = z.number().min(0).max(1);
/** Shares are written with rounding. */
const SUM_TOLERANCE = 1e-3;

const binsShape = { edges: z.array(z.number()).max(50), shares: z.array(share).min(1).max(51) };

function checkBins({ edges, shares }: { readonly edges: readonly number[]; readonly shares: readonly number[] }, fault: Fault): void {
  if (shares.length !== edges.length + 1) fault(`${edges.length} edges make ${edges.length + 1} bins, not ${shares.length}`);
  if (edges.some((edge, index) => index > 0 && edge <= (edges[index - 1] ?? edge))) fault('edges must ascend');
  checkSum(shares, fault);
}

function checkSum(shares: readonly number[], fault: Fault): void {
  const sum = shares.reduce((total, part) => total + part, 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE) fault(`shares of the values that were there sum to 1, not to ${sum}`);
}

type Fault = (message: string) => void;

const faultsTo =
  (context: { addIssue: (message: string) => void }): Fault =>
  (message) =>
    context.addIssue(message);

/**
 * How often each value was met in the rows that a model version was measured on: what later traffic is compared with. Bin i of a
 * number holds what is above edge i − 1 and not above edge i; `shares` are of the rows in which the value was there, `missing` is of all rows.
 */
export const referenceProfileSchema = z.strictObject({
  /** How many rows it was taken from: the fewer, the larger a difference must be to mean anything. */
  rows: z.int().min(1),
  score: z.strictObject(binsShape).superRefine((bins, context) => checkBins(bins, faultsTo(context))),
  features: z.record(
    z.string(),
    z.discriminatedUnion('kind', [
      z
        .strictObject({ kind: z.literal('number'), ...binsShape, missing: share })
        .superRefine((bins, context) => checkBins(bins, faultsTo(context))),
      /** Booleans too: `true` and `false`. */
      z
        .strictObject({ kind: z.literal('category'), shares: z.record(z.string(), share), missing: share })
        .superRefine(({ shares, missing }, context) => {
          if (missing < 1) checkSum(Object.values(shares), faultsTo(context));
        }),
    ]),
  ),
});
/** A version's reference: see `referenceProfileSchema`. */
export type ReferenceProfile = z.infer<typeof referenceProfileSchema>;
/** The reference of one feature. */
export type ReferenceFeature = ReferenceProfile['features'][string];
