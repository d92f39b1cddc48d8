import type { Catalogue } from '@gavel/engine';

/** One kind of key (or one graph of links) of which a worker keeps all history, or that of one part of its keys. */
export interface Share {
  /** Name of the key, or of the group. */
  readonly name: string;
  readonly isGroup: boolean;
  /** Keys whose hash, modulo `parts`, is `part`. */
  readonly part: number;
  readonly parts: number;
}

/** What a feature of history costs, about, beside what it costs to count an event under its key. */
const COUNTING = 1.5;

/**
 * Shares history out among workers so that every key's events meet in one of them: whole kinds of key where there are enough, else parts of
 * a kind by the key's hash. A graph of links cannot be parted. The largest goes first, to the worker with the least so far.
 */
export function shareOut(
  catalogue: Pick<Catalogue, 'keys' | 'links' | 'windows' | 'groups'>,
  workers: number,
): readonly (readonly Share[])[] {
  const kinds = catalogue.keys.map(({ name }) => ({
    name,
    load: COUNTING + catalogue.windows.filter(({ key }) => key.name === name).length,
  }));
  const groups = catalogue.links.map(({ group }) => ({
    name: group,
    load: 4 + catalogue.groups.filter(({ read }) => read.group === group).length,
  }));
  const total = [...kinds, ...groups].reduce((sum, { load }) => sum + load, 0);
  // A kind that alone is more than a worker's fair share is parted.
  const parted = kinds.flatMap(({ name, load }) => {
    const parts = Math.min(workers, Math.max(1, Math.ceil((load * workers) / total - 0.25)));
    return Array.from({ length: parts }, (_, part) => ({ share: { name, isGroup: false, part, parts }, load: load / parts }));
  });
  const whole = groups.map(({ name, load }) => ({ share: { name, isGroup: true, part: 0, parts: 1 }, load }));
  const hands = Array.from({ length: workers }, () => ({ load: 0, shares: [] as Share[] }));
  for (const { share, load } of [...parted, ...whole].toSorted((a, b) => b.load - a.load)) {
    const least = hands.reduce((a, b) => (b.load < a.load ? b : a));
    least.load += load;
    least.shares.push(share);
  }
  return hands.map(({ shares }) => shares);
}

/** The part of `parts` to which a key belongs (FNV-1a over its UTF-16 units). */
export function partOf(key: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % parts;
}
