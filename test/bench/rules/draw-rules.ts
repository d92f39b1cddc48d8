import { compileCondition, type CompiledCondition, type Condition, type JsonValue, type LeafCondition } from '@gavel/engine';
import { drawPayment, PAYMENT_TYPES, VALUES, type Payment } from './payments.js';
import type { RandomNumbers } from './random-numbers.js';

/** One benchmark rule, in json-rules-engine's format. */
export interface DrawnRule {
  readonly name: string;
  readonly conditions: Condition;
  readonly event: { readonly type: 'block' | 'review' | 'pass'; readonly params: { readonly reason: string } };
}

const SAMPLE = 200;
const MOST = 0.25;
const TARGET = 0.05;
const TOLERANCE = 0.008;

/** `count` rules of 3 to 5 comparisons each, nested by all, any and not, of which about 5 % hold for a payment. Thresholds are round, so conditions repeat. */
export function drawRules(random: RandomNumbers, count: number): DrawnRule[] {
  const sample = Array.from({ length: SAMPLE }, () => drawPayment(random));
  const rules: DrawnRule[] = [];
  let sum = 0;
  while (rules.length < count) {
    const conditions = drawCondition(random);
    const share = shareOf(compiled(conditions), sample);
    if (share === 0 || share > MOST) continue;
    const off = Math.abs((sum + share) / (rules.length + 1) - TARGET);
    if (rules.length > 5 && off > TOLERANCE && off > Math.abs(sum / rules.length - TARGET)) continue;
    sum += share;
    const type = random.pick(['block', 'review', 'pass'] as const);
    rules.push({ name: `rule-${rules.length}`, conditions, event: { type, params: { reason: 'R1' } } });
  }
  return rules;
}

function compiled(condition: Condition): CompiledCondition {
  const checked = compileCondition(condition, PAYMENT_TYPES, { file: 'bench', pointer: '' });
  if (!checked.ok) throw new Error(checked.faults[0]?.message);
  return checked.value;
}

function shareOf(holds: CompiledCondition, sample: readonly Payment[]): number {
  return sample.filter((payment) => holds(payment) === true).length / sample.length;
}

/** Three to five comparisons in one of the forms that people write. */
function drawCondition(random: RandomNumbers): Condition {
  const leaf = (): Condition => drawLeaf(random);
  switch (random.below(6)) {
    case 0:
      return { all: [leaf(), leaf(), leaf()] };
    case 1:
      return { all: [leaf(), { any: [leaf(), leaf()] }] };
    case 2:
      return { all: [leaf(), leaf(), { not: leaf() }] };
    case 3:
      return { any: [{ all: [leaf(), leaf()] }, { all: [leaf(), leaf()] }] };
    case 4:
      return { all: [leaf(), leaf(), { not: { any: [leaf(), leaf()] } }] };
    default:
      return { all: [leaf(), leaf(), { any: [leaf(), leaf()] }] };
  }
}

type Draw = (random: RandomNumbers) => LeafCondition;

const leafOf = (fact: string, operator: string, value: JsonValue): LeafCondition => {
  const [name, inner] = fact.split('.');
  return { fact: name!, operator, value, ...(inner === undefined ? {} : { path: `$.${inner}` }) };
};
const step = (random: RandomNumbers, highest: number, size: number): number =>
  Math.round(random.below(highest / size + 1) * size * 1000) / 1000;
const above =
  (fact: string, highest: number, size: number): Draw =>
  (random) =>
    leafOf(fact, 'greaterThan', step(random, highest, size));
const upTo =
  (fact: string, highest: number, size: number): Draw =>
  (random) =>
    leafOf(fact, 'lessThanInclusive', step(random, highest, size));
const among =
  (facts: readonly string[], operator: 'in' | 'notIn', values: readonly string[]): Draw =>
  (random) =>
    leafOf(random.pick(facts), operator, random.sample(values, 2 + random.below(Math.min(9, values.length - 2))));
const same =
  (facts: readonly string[], operators: readonly string[], values: readonly (string | boolean)[]): Draw =>
  (random) =>
    leafOf(random.pick(facts), random.pick(operators), random.pick(values));

const COUNTRIES = ['country', 'billingCountry', 'shippingCountry', 'ipCountry'];
const EITHER = ['equal', 'notEqual'];
const DRAWS: readonly Draw[] = [
  (random) => leafOf('amount', 'greaterThan', random.pick([10, 50, 100, 200, 250, 500, 750, 1000, 1500, 2000])),
  (random) => leafOf('amount', 'lessThanInclusive', random.pick([5, 10, 20, 50, 100, 500])),
  among(COUNTRIES, 'in', VALUES.country),
  among(COUNTRIES, 'notIn', VALUES.country),
  same(COUNTRIES, ['equal'], VALUES.country),
  among(['merchantCategory'], 'in', VALUES.merchantCategory),
  same(['channel'], EITHER, VALUES.channel),
  same(['cardType'], EITHER, VALUES.cardType),
  same(['isNewCard', 'isFirstPurchase', 'codeMatches', 'isAuthenticated'], ['equal'], [true, false]),
  upTo('accountAgeDays', 2000, 100),
  among(['mailDomain'], 'in', VALUES.mailDomain),
  among(['mailDomain'], 'notIn', VALUES.mailDomain),
  above('payments1h', 40, 2),
  above('spent24h', 15_000, 500),
  above('score', 1, 0.05),
  upTo('score', 1, 0.05),
  same(['marks'], ['contains'], VALUES.marks),
  above('device.risk', 100, 5),
  same(['device.system'], EITHER, VALUES.system),
  among(['customer.segment'], 'in', VALUES.segment),
  above('address.risk', 100, 5),
  among(['addressCheck'], 'notIn', VALUES.addressCheck),
  upTo('hour', 23, 1),
  (random) => leafOf('cards24h', 'greaterThan', random.below(4)),
];

function drawLeaf(random: RandomNumbers): LeafCondition {
  return random.pick(DRAWS)(random);
}
