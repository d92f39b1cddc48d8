import type { Hit } from '../contract/decision.js';
import type { PlacedRule } from './rule-sources.js';
import { observe, short, testsOf, type ObservedTest, type Sight } from './observed-condition.js';
import { seenTest, type Scene, type SeenTest } from './seen-words.js';

/** A rule that one comparison kept from firing. */
export interface NearMiss {
  readonly rule: string;
  readonly asks: Hit['asks'];
  readonly reason: string;
  readonly lacked: SeenTest;
  /** How many of the rule's comparisons held. */
  readonly held: number;
  readonly comparisons: number;
  /** How far the number was from its threshold, 0 to 1, as a share of the larger of the two; absent where no number was lacking. */
  readonly gap?: number;
}

/** A rule of one comparison misses nearly only where its number was near: else every quiet rule would be near. */
const LONE_GAP = 0.5;

/** Rules that ask for review or block and were one comparison short of firing, the nearest first. */
export function nearMisses(rules: readonly PlacedRule[], sight: Omit<Sight, 'shared'>, scene: Scene): readonly NearMiss[] {
  const found = rules.flatMap((rule) => nearMiss(rule, sight, scene) ?? []);
  return found.toSorted((a, b) => (a.gap ?? 1) - (b.gap ?? 1) || b.held / b.comparisons - a.held / a.comparisons);
}

function nearMiss({ source, shared }: PlacedRule, sight: Omit<Sight, 'shared'>, scene: Scene): NearMiss | undefined {
  const { name, event } = source;
  if (event.type !== 'block' && event.type !== 'review') return undefined;
  const observed = observe(source.conditions, { ...sight, shared });
  const lacking = short(observed, true);
  const [only] = lacking;
  if (observed.truth !== false || only === undefined || lacking.length !== 1 || only.truth !== false) return undefined;
  const tests = testsOf(observed);
  const gap = gapOf(only, scene);
  if (tests.length === 1 && (gap ?? 1) > LONE_GAP) return undefined;
  return {
    rule: name,
    asks: event.type,
    reason: event.params.reason,
    lacked: seenTest(only, scene),
    held: tests.filter(({ truth }) => truth === true).length,
    comparisons: tests.length,
    ...(gap === undefined ? {} : { gap }),
  };
}

function gapOf({ leaf }: ObservedTest, { view }: Scene): number | undefined {
  const seen = view[leaf.fact];
  if (typeof seen !== 'number' || typeof leaf.value !== 'number') return undefined;
  const larger = Math.max(Math.abs(seen), Math.abs(leaf.value));
  return larger === 0 ? 0 : Math.min(1, Math.abs(seen - leaf.value) / larger);
}
