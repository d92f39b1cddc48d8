import { canaryFlag, shadowFlag, type Models, type Policy } from '@gavel/engine';
import type { FlagService } from '../flags/flag-service.js';

/** Which versions the flags name for a flow beside its champion. */
export interface Rollout {
  /** Not ready: the champion decides for its share. */
  readonly canary: { readonly version: string; readonly share: number | null; readonly ready: boolean } | null;
  readonly shadows: readonly string[];
  /** Those of the shadows that are ready; the others are not compared. */
  readonly shadowsReady: readonly string[];
}

export function rolloutOf({ flow, model }: Policy, flags: Pick<FlagService, 'split'>, models: Pick<Models, 'isReady'>): Rollout {
  if (model === undefined) return { canary: null, shadows: [], shadowsReady: [] };
  const ready = (version: string): boolean => models.isReady(model.name, version);
  const largest = flags.split(canaryFlag(flow.name)).find(({ payload }) => payload !== model.version);
  const listed = flags.split(shadowFlag(flow.name)).flatMap(({ payload }) => payload.split(',').map((version) => version.trim()));
  const shadows = [...new Set(listed)].filter((version) => version !== '' && version !== model.version);
  return {
    canary: largest === undefined ? null : { version: largest.payload, share: largest.share, ready: ready(largest.payload) },
    shadows,
    shadowsReady: shadows.filter(ready),
  };
}

/** What of it is not ready, or is not said, in words. */
export function rolloutNotes(
  policy: Policy,
  flags: Pick<FlagService, 'split' | 'silence' | 'strangeStickiness'>,
  models: Pick<Models, 'isReady'>,
): readonly string[] {
  const { canary, shadows, shadowsReady } = rolloutOf(policy, flags, models);
  const name = `${policy.model?.name ?? ''}@`;
  const missing = shadows.filter((version) => !shadowsReady.includes(version));
  return [
    ...(canary === null || canary.ready
      ? []
      : [`the canary ${name}${canary.version} is not ready: ${policy.flow.name} is decided by the champion alone`]),
    ...silentNotes(policy, flags),
    ...missing.map((version) => `the shadow ${name}${version} is not ready: it is not compared in ${policy.flow.name}`),
  ];
}

/** A flag without a version in its payload does nothing, and whoever switched it on thinks otherwise. */
function silentNotes({ flow, model }: Policy, flags: Pick<FlagService, 'silence' | 'strangeStickiness'>): readonly string[] {
  if (model === undefined) return [];
  const effects = [
    [canaryFlag(flow.name), 'the champion decides instead of a canary'],
    [shadowFlag(flow.name), 'nothing is compared'],
  ] as const;
  return effects.flatMap(([flag, effect]) => {
    const why = flags.silence(flag);
    const { stickiness } = flow.fields;
    const strange = flags.strangeStickiness(flag, stickiness).join(', ');
    return [
      ...(why === undefined ? [] : [`the flag ${flag} is on and names no version (${why}): ${effect} there`]),
      ...(strange === ''
        ? []
        : [`the flag ${flag} sticks to ${strange}, which is not ${stickiness}, the flow's stickiness field: ${effect}`]),
    ];
  });
}
