import type { CoalitionScorer, Models, Policy } from '@gavel/engine';

/** The models of this process, as far as a flow must know them. */
export interface ModelsAtHand {
  readonly models: Models;
  readonly coalitions: Pick<CoalitionScorer, 'inputsOf'>;
}

/** What a version reads and the flow does not have: it would be missing in every decision. Empty while the version is not ready. */
export function strangeInputs(
  { factTypes }: Pick<Policy, 'factTypes'>,
  host: ModelsAtHand,
  version: string,
  name: string,
): readonly string[] {
  return (host.coalitions.inputsOf(name, version) ?? []).filter((fact) => !factTypes.has(fact));
}

/**
 * The models as one flow may use them. A version that reads what the flow does not have would score what it was never trained on, and a
 * band could let it pass: it counts as not ready, so that the champion decides for a canary and the fallback table for the champion.
 */
export function flowModels(policy: Pick<Policy, 'factTypes'>, host: ModelsAtHand): Models {
  return {
    isReady: (name, version) => host.models.isReady(name, version) && strangeInputs(policy, host, version, name).length === 0,
    score: (request, deadline) => {
      const strange = strangeInputs(policy, host, request.version, request.name);
      if (strange.length === 0) return host.models.score(request, deadline);
      const detail = `it reads what the flow does not have: ${strange.join(', ')}`;
      return Promise.resolve({ ok: false, fault: 'not-ready', detail });
    },
  };
}
