import { parseRecorded, type DecisionLog, type Facts, type Scalar } from '@gavel/engine';

/** What values of a feature decisions had. */
export interface SeenRange {
  /** Of numbers. */
  readonly least?: number;
  readonly greatest?: number;
  /** Of texts and booleans: how many different ones, and some of them. */
  readonly different?: number;
  readonly examples?: readonly Scalar[];
  /** Shares of decisions without it, and with its declared default. */
  readonly missingShare: number;
  readonly defaultShare: number;
}

interface Tally {
  least: number;
  greatest: number;
  readonly others: Set<Scalar>;
  missing: number;
  defaulted: number;
}

/** Different texts that are counted; beyond that there are "at least so many". */
const MOST_DIFFERENT = 1000;
const EXAMPLES = 3;

/** The values that features had in the first `most` decisions of the log. */
export async function rangesSeen(
  log: Pick<DecisionLog, 'recorded'>,
  flow: string,
  most: number,
): Promise<{ readonly decisions: number; readonly ranges: ReadonlyMap<string, SeenRange> }> {
  const tallies = new Map<string, Tally>();
  let decisions = 0;
  for await (const batch of log.recorded(flow, {})) {
    for (const line of batch.lines.split('\n').slice(0, most - decisions)) {
      decisions += 1;
      tally(tallies, parseRecorded(line).record.facts);
    }
    if (decisions >= most) break;
  }
  return { decisions, ranges: new Map([...tallies].map(([name, counts]) => [name, rangeOf(counts, decisions)])) };
}

function tally(
  tallies: Map<string, Tally>,
  { features, missing, defaulted = [] }: Pick<Facts, 'features' | 'missing' | 'defaulted'>,
): void {
  for (const [name, value] of Object.entries(features)) {
    const counts = tallyOf(tallies, name);
    if (typeof value === 'number') {
      counts.least = Math.min(counts.least, value);
      counts.greatest = Math.max(counts.greatest, value);
    } else if (counts.others.size < MOST_DIFFERENT) counts.others.add(value);
  }
  for (const { fact } of missing) tallyOf(tallies, fact).missing += 1;
  for (const name of defaulted) tallyOf(tallies, name).defaulted += 1;
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const known = tallies.get(name);
  if (known !== undefined) return known;
  const fresh: Tally = { least: Infinity, greatest: -Infinity, others: new Set(), missing: 0, defaulted: 0 };
  tallies.set(name, fresh);
  return fresh;
}

function rangeOf({ least, greatest, others, missing, defaulted }: Tally, decisions: number): SeenRange {
  return {
    ...(least > greatest ? {} : { least, greatest }),
    ...(others.size === 0 ? {} : { different: others.size, examples: [...others].slice(0, EXAMPLES) }),
    missingShare: missing / decisions,
    defaultShare: defaulted / decisions,
  };
}
