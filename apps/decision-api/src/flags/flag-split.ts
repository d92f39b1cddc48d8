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
  const strategies = feature.strategies ?? [];
  const parts =
    strategies.length === 0
      ? partsOf(feature.variants ?? [], 100)
      : strategies.flatMap((strategy) => {
          const variants = strategy.variants?.length ? strategy.variants : (feature.variants ?? []);
          return partsOf(variants, strategies.length === 1 ? shareOf(strategy) : null);
        });
  return merged(parts).toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
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
