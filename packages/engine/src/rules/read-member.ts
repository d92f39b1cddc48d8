/**
 * V8 remembers, for every place in a source text, where in an object it found what it read there. A place that always reads the same
 * name becomes one comparison and one load; a place that reads many names must search, which takes five times as long and was most of
 * the time of a decision over few rules. So every name is given a place of its own below; without code made of text there is no other way.
 */
const SITES = 64;
const sites = new Map<string, number>();

/** The place at which a name is read: of its own for the first names of the process, else one for all. */
export function memberSite(name: string): number {
  const known = sites.get(name);
  if (known !== undefined) return known;
  if (sites.size === SITES) return SITES;
  sites.set(name, sites.size);
  return sites.size - 1;
}

/** `holder[name]`, read at the place `site`, which `memberSite` gave for that name. */
// oxlint-disable-next-line max-lines-per-function -- the same line for every place is the point
export function readMember(site: number, holder: Readonly<Record<string, unknown>>, name: string): unknown {
  switch (site) {
    case 0:
      return holder[name];
    case 1:
      return holder[name];
    case 2:
      return holder[name];
    case 3:
      return holder[name];
    case 4:
      return holder[name];
    case 5:
      return holder[name];
    case 6:
      return holder[name];
    case 7:
      return holder[name];
    case 8:
      return holder[name];
    case 9:
      return holder[name];
    case 10:
      return holder[name];
    case 11:
      return holder[name];
    case 12:
      return holder[name];
    case 13:
      return holder[name];
    case 14:
      return holder[name];
    case 15:
      return holder[name];
    case 16:
      return holder[name];
    case 17:
      return holder[name];
    case 18:
      return holder[name];
    case 19:
      return holder[name];
    case 20:
      return holder[name];
    case 21:
      return holder[name];
    case 22:
      return holder[name];
    case 23:
      return holder[name];
    case 24:
      return holder[name];
    case 25:
      return holder[name];
    case 26:
      return holder[name];
    case 27:
      return holder[name];
    case 28:
      return holder[name];
    case 29:
      return holder[name];
    case 30:
      return holder[name];
    case 31:
      return holder[name];
    case 32:
      return holder[name];
    case 33:
      return holder[name];
    case 34:
      return holder[name];
    case 35:
      return holder[name];
    case 36:
      return holder[name];
    case 37:
      return holder[name];
    case 38:
      return holder[name];
    case 39:
      return holder[name];
    case 40:
      return holder[name];
    case 41:
      return holder[name];
    case 42:
      return holder[name];
    case 43:
      return holder[name];
    case 44:
      return holder[name];
    case 45:
      return holder[name];
    case 46:
      return holder[name];
    case 47:
      return holder[name];
    case 48:
      return holder[name];
    case 49:
      return holder[name];
    case 50:
      return holder[name];
    case 51:
      return holder[name];
    case 52:
      return holder[name];
    case 53:
      return holder[name];
    case 54:
      return holder[name];
    case 55:
      return holder[name];
    case 56:
      return holder[name];
    case 57:
      return holder[name];
    case 58:
      return holder[name];
    case 59:
      return holder[name];
    case 60:
      return holder[name];
    case 61:
      return holder[name];
    case 62:
      return holder[name];
    case 63:
      return holder[name];
    default:
      return holder[name];
  }
}
