import type { Candidate } from './fact-candidates.js';

/** Sets of changes of a size, and whether they are all there are. */
export interface Combinations {
  readonly combinations: readonly (readonly Candidate[])[];
  readonly complete: boolean;
}

interface Weighed {
  readonly changes: readonly Candidate[];
  readonly distance: number;
}

/** One value each of `size` different facts, the nearest sets first, `limit` at most. `candidates`: of each fact, the nearest first. */
export function combinationsOf(candidates: readonly (readonly Candidate[])[], size: number, limit: number): Combinations {
  const each = perFact(candidates, size, limit);
  let sets: readonly Weighed[] = [];
  for (const group of groupsOf(candidates, size)) sets = [...sets, ...setsOf(group.map((one) => one.slice(0, each)))];
  const sorted = sets.toSorted((a, b) => a.distance - b.distance).slice(0, Math.max(0, limit));
  const complete = sorted.length === sets.length && candidates.every(({ length }) => length <= each);
  return { combinations: sorted.map(({ changes }) => changes), complete };
}

/** How many values of each fact are looked at, so that the sets stay few enough to be sorted. */
function perFact(candidates: readonly (readonly Candidate[])[], size: number, limit: number): number {
  const longest = Math.max(0, ...candidates.map(({ length }) => length));
  const groups = groupsOf(candidates, size).length;
  return Math.min(longest, Math.max(1, Math.floor((Math.max(1, limit) / Math.max(1, groups)) ** (1 / size)) * 2));
}

/** All choices of `size` of the items, in order. */
function groupsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => groupsOf(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}

function setsOf(group: readonly (readonly Candidate[])[]): readonly Weighed[] {
  return group.reduce<readonly Weighed[]>(
    (sets, candidates) =>
      sets.flatMap(({ changes, distance }) =>
        candidates.map((candidate) => ({ changes: [...changes, candidate], distance: distance + candidate.distance })),
      ),
    [{ changes: [], distance: 0 }],
  );
}
