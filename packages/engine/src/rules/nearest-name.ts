/** Longer names are not compared: the cost is the product of the lengths. */
const MAX_LENGTH = 80;
const MAX_QUOTED = 60;

/** The name that someone probably meant: few typing errors away, or differing only in case; undefined when none is near. */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  if (wrong.length > MAX_LENGTH) return undefined;
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) >= least || name.length > MAX_LENGTH) continue;
    const distance = name.toLowerCase() === wrong.toLowerCase() ? 0 : editDistance(wrong, name);
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** The names with the nearest first: fewest insertions, deletions and replacements of single characters away. Keeps the order of equals. */
export function byNearness(wrong: string, names: readonly string[]): readonly string[] {
  if (wrong.length > MAX_LENGTH) return names;
  const distances = new Map(names.map((name) => [name, name.length > MAX_LENGTH ? Infinity : editDistance(wrong, name)]));
  return names.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0));
}

/** A name for a message, in quotes and cut short: who wrote a hundred thousand letters need not read them again. */
export function quotedName(name: string): string {
  return `"${name.length <= MAX_LENGTH ? name : `${name.slice(0, MAX_QUOTED)}…`}"`;
}

/** How to mend a wrong name: the nearest one, or a few of those there are. */
export function nameHint(wrong: string, names: readonly string[]): string {
  const nearest = nearestName(wrong, names);
  if (nearest !== undefined) return `Did you mean "${nearest}"?`;
  if (names.length === 0) return 'There are none.';
  const shown = names.slice(0, 8).join(', ');
  return names.length > 8 ? `There are ${names.length}, among them ${shown}.` : `There are: ${shown}.`;
}

/** Levenshtein distance: insertions, deletions and replacements of single characters. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
