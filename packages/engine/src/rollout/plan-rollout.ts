import type { Ask, Assignment } from '../contract/decision.js';
import { withModelVersion, type Policy } from '../policy/policy.js';
import type { Flags } from '../ports.js';

/** At most this many versions are compared with the one that decides. */
const MAX_SHADOWS = 4;

/** Who decides and who is compared. */
export interface RolloutPlan {
  /** The policy that decides: the champion's or, for the share the flag names, the canary's. */
  readonly live: Policy;
  readonly shadows: readonly Policy[];
  readonly assignment: Assignment;
}

/** What a plan rests on. */
export interface RolloutInput {
  readonly flags: Flags;
  readonly policy: Policy;
  readonly ask: Ask;
  readonly isReady: (name: string, version: string) => boolean;
}

/** The flag whose variant's payload names the version that decides for a share of traffic. */
export function canaryFlag(flow: string): string {
  return `gavel.${flow}.canary`;
}

/** The flag whose variant's payload names the versions to compare, separated by commas. */
export function shadowFlag(flow: string): string {
  return `gavel.${flow}.shadow`;
}

/**
 * Reads the flags for one ask. A version that is not ready is noted and not used. For the canary's share the champion takes
 * the place of the canary among the shadows, so that every decision is a paired comparison.
 */
export function planRollout({ flags, policy, ask, isReady }: RolloutInput): RolloutPlan {
  const status = flags.status();
  const model = policy.model;
  if (model === undefined) return { live: policy, shadows: [], assignment: { role: 'champion', shadows: [], flags: status, notes: [] } };
  const notes: string[] = [];
  const context = contextOf(policy, ask);
  const usable =
    (role: string) =>
    (version: string): boolean => {
      if (isReady(model.name, version)) return true;
      notes.push(`${role} ${version} is not ready`);
      return false;
    };
  const wanted = flags.variant(canaryFlag(ask.flow), context);
  const canary = wanted !== undefined && wanted !== model.version && usable('canary')(wanted) ? wanted : undefined;
  const version = canary ?? model.version;
  const listed = versionsIn(flags.variant(shadowFlag(ask.flow), context));
  const compared = listed.map((shadow) => (shadow === version ? model.version : shadow)).filter((shadow) => shadow !== version);
  const usableShadows = [...new Set(compared)].filter(usable('shadow'));
  const shadows = usableShadows.slice(0, MAX_SHADOWS);
  for (const extra of usableShadows.slice(MAX_SHADOWS)) notes.push(`shadow ${extra} is one too many: at most ${MAX_SHADOWS} are compared`);
  return {
    live: withModelVersion(policy, version),
    shadows: shadows.map((shadow) => withModelVersion(policy, shadow)),
    assignment: { role: canary === undefined ? 'champion' : 'canary', version, shadows, flags: status, notes },
  };
}

function versionsIn(payload: string | undefined): readonly string[] {
  return (payload ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

function contextOf(policy: Policy, ask: Ask): { stickiness: string; key: string } {
  const stickiness = policy.flow.fields.stickiness;
  const key = ask.request[stickiness];
  return { stickiness, key: typeof key === 'string' ? key : ask.idempotencyKey };
}
