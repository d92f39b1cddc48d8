import { ACCOUNT_SCENARIOS } from './account-scenarios.js';
import { CARD_SCENARIOS } from './card-scenarios.js';
import type { FraudScenario } from './fraud-scenario.js';
import { Random } from './random.js';

/** Every kind of fraud that is simulated. */
export const FRAUD_SCENARIOS: readonly FraudScenario[] = [...CARD_SCENARIOS, ...ACCOUNT_SCENARIOS];

/** One planned attack. */
export interface Campaign {
  readonly number: number;
  readonly scenario: FraudScenario;
  /** Begins no earlier. */
  readonly notBeforeMs: number;
  /** Number of the customer attacked; of no meaning for attacks on many. */
  readonly victim: number;
}

export interface CampaignPlan {
  readonly seed: number;
  readonly customers: number;
  readonly startMs: number;
  readonly days: number;
  /** Fraudulent payments wanted. */
  readonly payments: number;
}

/** Which attacks happen and when: enough of each kind for the number of fraudulent payments wanted. */
export function planCampaigns({ seed, customers, startMs, days, payments }: CampaignPlan): readonly Campaign[] {
  const random = new Random(seed, 'campaigns');
  const spanMs = days * 86_400_000;
  const campaigns: Campaign[] = [];
  for (let planned = 0; planned < payments;) {
    const scenario = random.pickWeighted(FRAUD_SCENARIOS, (one) => one.weight / one.meanPayments);
    const room = scenario.meanPayments > payments - planned ? (payments - planned) / scenario.meanPayments : 1;
    planned += scenario.meanPayments;
    if (!random.chance(room)) continue;
    const notBeforeMs = startMs + Math.floor(random.next() * spanMs * 0.97);
    campaigns.push({ number: campaigns.length, scenario, notBeforeMs, victim: random.whole(0, customers - 1) });
  }
  return campaigns;
}
