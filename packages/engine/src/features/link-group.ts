/** Members of one link field. */
interface Members {
  readonly field: string;
  /** When each was first met, in order. */
  readonly firstsMs: number[];
  /** How many were in an event known to be fraud. */
  positive: number;
}

/** What can be said of members. */
export interface GroupFigures {
  readonly size: number;
  /** First met in the window that was asked for. */
  readonly grown: number;
  readonly positive: number;
}

/** A connected group: joined groups point to the one that took them in. */
export class LinkGroup {
  /** The group that took this one in. */
  into: LinkGroup | undefined;
  #members: Members[];
  #size = 1;

  constructor(field: string, firstMs: number) {
    this.#members = [{ field, firstsMs: [firstMs], positive: 0 }];
  }

  /** The group of these members, each with when it was first met and whether it was in a fraud. */
  static of(met: readonly { readonly field: string; readonly firstMs: number; readonly isPositive: boolean }[]): LinkGroup {
    const group = new LinkGroup('', 0);
    group.#members = [];
    group.#size = met.length;
    for (const { field, firstMs, isPositive } of met) {
      const members = group.#membersOf(field);
      members.firstsMs.push(firstMs);
      if (isPositive) members.positive += 1;
    }
    for (const { firstsMs } of group.#members) firstsMs.sort((a, b) => a - b);
    return group;
  }

  /** The group in which this one is by now. */
  get root(): LinkGroup {
    return rootOf(this);
  }

  /** Joins two groups: the smaller goes into the larger. */
  join(other: LinkGroup): void {
    const [one, two] = [rootOf(this), rootOf(other)];
    if (one === two) return;
    const [small, large] = one.#size < two.#size ? [one, two] : [two, one];
    small.into = large;
    large.#size += small.#size;
    for (const { field, firstsMs, positive } of small.#members) {
      const members = large.#membersOf(field);
      for (const firstMs of firstsMs) insert(members.firstsMs, firstMs);
      members.positive += positive;
    }
    small.#members = [];
  }

  /** A member turns out to have been there earlier. */
  moveFirst(field: string, fromMs: number, toMs: number): void {
    const { firstsMs } = rootOf(this).#membersOf(field);
    firstsMs.splice(atMost(firstsMs, fromMs) - 1, 1);
    insert(firstsMs, toMs);
  }

  /** A member comes to be, or is no longer, one that was in a fraud. */
  countPositive(field: string, change: 1 | -1): void {
    rootOf(this).#membersOf(field).positive += change;
  }

  /** Figures of members of one field, or of all; `grown` over (startMs, endMs]. */
  figures(field: string | undefined, startMs: number, endMs: number): GroupFigures {
    const figures = { size: 0, grown: 0, positive: 0 };
    for (const members of rootOf(this).#members) {
      if (field !== undefined && members.field !== field) continue;
      figures.size += members.firstsMs.length;
      figures.grown += Math.max(0, atMost(members.firstsMs, endMs) - atMost(members.firstsMs, startMs));
      figures.positive += members.positive;
    }
    return figures;
  }

  #membersOf(field: string): Members {
    const known = this.#members.find((members) => members.field === field);
    if (known !== undefined) return known;
    const members: Members = { field, firstsMs: [], positive: 0 };
    this.#members.push(members);
    return members;
  }
}

/** The group in which one is by now; the way is shortened for the next who asks. */
function rootOf(start: LinkGroup): LinkGroup {
  let group = start;
  while (group.into !== undefined) {
    if (group.into.into !== undefined) group.into = group.into.into;
    group = group.into;
  }
  return group;
}

/** How many of an ordered list are at most a bound. */
function atMost(list: readonly number[], bound: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Most members come in order of time. */
function insert(list: number[], value: number): void {
  const place = atMost(list, value);
  if (place === list.length) list.push(value);
  else list.splice(place, 0, value);
}
