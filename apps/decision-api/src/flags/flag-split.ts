import type { Feature } from './flag-document.js';

/** What a flag's variants carry, and for how much of the traffic. */
export interface FlagPart {
  readonly payload: string;
  /** Percent of the traffic, 0 to 100; null where constraints or several strategies make it unknowable in advance. */
  readonly share: number | null;
}

/** The split that a flag makes, largest part first; empty when it is off. Only told, never used to decide: that is unleash-client's. */
export function splitOf(feature: Feature | undefined): readonly FlagPart[] {
  if (feature === undefined || !feature.enabled) return [];
  const parts = reachesOf(feature).flatMap(({ variants, share }) => partsOf(variants, share));
  return merged(parts).toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
}

/**
 * Why a flag that is on says nothing to some whom it reaches, in words; undefined: it is off, reaches nobody, or says something. A
 * variant without a payload beside others that have one is no slip: that is how a control group is written.
 */
export function silenceOf(feature: Feature | undefined): string | undefined {
  if (feature === undefined || !feature.enabled) return undefined;
  const reaching = reachesOf(feature).filter(({ share }) => share !== 0);
  if (reaching.length === 0) return undefined;
  const variants = reaching.flatMap((reach) => reach.variants).filter(({ weight }) => weight > 0);
  if (variants.length === 0) return 'it has no variants';
  const blank = variants.filter(({ payload }) => payload?.value.trim() === '').map(({ name }) => JSON.stringify(name));
  if (blank.length > 0) return `the payload of ${[...new Set(blank)].join(', ')} among its variants is empty`;
  return variants.some(({ payload }) => payload !== undefined && payload !== null) ? undefined : 'its variants have no payload';
}

/** What a flag that is on sticks to, where that is nothing that a flow with this stickiness field gives: by it the flag reaches nobody. */
export function strangeStickiness(feature: Feature | undefined, field: string): readonly string[] {
  if (feature === undefined || !feature.enabled) return [];
  const strategies = feature.strategies ?? [];
  const variants = [...(feature.variants ?? []), ...strategies.flatMap((strategy) => strategy.variants ?? [])];
  const named = [...strategies.map(({ parameters }) => parameters?.['stickiness']), ...variants.map(({ stickiness }) => stickiness)];
  const given = new Set<unknown>(['default', 'userId', field, '', undefined, null]);
  return [...new Set(named.filter((name) => !given.has(name)).map((name) => JSON.stringify(name)))];
}

interface Reach {
  readonly variants: readonly Variant[];
  /** As in FlagPart, for all of them together. */
  readonly share: number | null;
}

/** What each strategy of a flag gives to those whom it reaches. */
function reachesOf({ strategies, variants }: Feature): readonly Reach[] {
  const own = variants ?? [];
  if (strategies === undefined || strategies === null || strategies.length === 0) return [{ variants: own, share: 100 }];
  return strategies.map((strategy) => ({
    variants: strategy.variants?.length ? strategy.variants : own,
    share: strategies.length === 1 ? shareOf(strategy) : null,
  }));
}

type Strategy = NonNullable<Feature['strategies']>[number];
type Variant = NonNullable<Feature['variants']>[number];

function shareOf(strategy: Strategy): number | null {
  if ((strategy.constraints ?? []).length > 0 || (strategy.segments ?? []).length > 0) return null;
  if (strategy.name === 'default') return 100;
  if (strategy.name !== 'flexibleRollout') return null;
  return Number(strategy.parameters?.['rollout']);
}

function partsOf(variants: readonly Variant[], share: number | null): FlagPart[] {
  const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
  return variants.flatMap((variant) => {
    const payload = variant.payload?.value.trim() ?? '';
    if (payload === '' || variant.weight === 0) return [];
    return [{ payload, share: share === null ? null : (share * variant.weight) / total }];
  });
}

function merged(parts: readonly FlagPart[]): FlagPart[] {
  const byPayload = new Map<string, number | null>();
  for (const { payload, share } of parts) {
    const before = byPayload.has(payload) ? byPayload.get(payload) : 0;
    byPayload.set(payload, share === null || before === null || before === undefined ? null : before + share);
  }
  return [...byPayload].map(([payload, share]) => ({ payload, share })).filter(({ share }) => share !== 0);
}
