import type { ReferenceFeature, ReferenceProfile } from '../contract/reference-profile.js';
import { binOf, OTHER_CATEGORY } from './fit-reference.js';

/** One feature's place among the counts: `bins` for values, then one for what was never seen before, then one for missing. */
export interface FeatureBins {
  readonly name: string;
  readonly reference: ReferenceFeature;
  /** Index of its first bin. */
  readonly offset: number;
  readonly bins: number;
  /** Shares in the reference, bin by bin. */
  readonly shares: readonly number[];
}

/** A scored decision as far as drift looks at it. */
export interface ScoredDecision {
  readonly request: Readonly<Record<string, unknown>>;
  readonly features: Readonly<Record<string, unknown>>;
  readonly score: number;
}

interface Binner extends FeatureBins {
  readonly binFor: (value: unknown) => number;
}

/** The reference of a version made ready to count by. All counts lie in one array: score bins first, then feature by feature. */
export class DriftBins {
  readonly rows: number;
  readonly scoreShares: readonly number[];
  readonly features: readonly FeatureBins[];
  /** Length of an array of counts. */
  readonly size: number;
  readonly #scoreEdges: Float64Array;
  readonly #binners: readonly Binner[];

  constructor(reference: ReferenceProfile) {
    this.rows = reference.rows;
    this.scoreShares = reference.score.shares;
    this.#scoreEdges = Float64Array.from(reference.score.edges);
    let offset = this.scoreShares.length;
    this.#binners = Object.entries(reference.features).map(([name, feature]) => {
      const binner = binnerOf(name, feature, offset);
      offset += binner.bins + 2;
      return binner;
    });
    this.features = this.#binners;
    this.size = offset;
  }

  /** Counts one decision: one in a bin of the score and one in a bin of each feature. Takes a microsecond or two. */
  count(counts: Uint32Array, { request, features, score }: ScoredDecision): void {
    add(counts, binOf(this.#scoreEdges, score));
    for (const { name, binFor } of this.#binners) {
      add(counts, binFor(Object.hasOwn(features, name) ? features[name] : Object.hasOwn(request, name) ? request[name] : undefined));
    }
  }
}

function add(counts: Uint32Array, place: number): void {
  counts[place] = (counts[place] ?? 0) + 1;
}

function binnerOf(name: string, reference: ReferenceFeature, offset: number): Binner {
  return reference.kind === 'number' ? numberBinner(name, reference, offset) : categoryBinner(name, reference, offset);
}

function numberBinner(name: string, reference: ReferenceFeature & { kind: 'number' }, offset: number): Binner {
  const edges = Float64Array.from(reference.edges);
  const bins = reference.shares.length;
  const missing = offset + bins + 1;
  const binFor = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? offset + binOf(edges, value) : missing);
  return { name, reference, offset, bins, shares: reference.shares, binFor };
}

/** A category that the reference does not name is unseen, unless it has a bin for all that are rare. */
function categoryBinner(name: string, reference: ReferenceFeature & { kind: 'category' }, offset: number): Binner {
  const values = Object.keys(reference.shares);
  const bins = values.length;
  const places = new Map(values.map((value, index) => [value, offset + index]));
  const unknown = places.get(OTHER_CATEGORY) ?? offset + bins;
  const missing = offset + bins + 1;
  const binFor = (value: unknown): number =>
    typeof value === 'string' || typeof value === 'boolean' ? (places.get(String(value)) ?? unknown) : missing;
  return { name, reference, offset, bins, shares: Object.values(reference.shares), binFor };
}
