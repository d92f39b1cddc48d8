import { describe, expect, it } from 'vitest';
import type { Feature } from './flag-document.js';
import { silenceOf, strangeStickiness } from './flag-split.js';

type Variant = NonNullable<Feature['variants']>[number];

const variant = (value?: string, weight = 500): Variant => ({
  name: value ?? 'control',
  weight,
  ...(value === undefined ? {} : { payload: { type: 'string', value } }),
});
const flag = (variants: Variant[], rollout = '5', enabled = true): Feature => ({
  name: 'gavel.card-fraud.canary',
  enabled,
  strategies: [{ name: 'flexibleRollout', parameters: { rollout }, variants }],
});

describe('silenceOf', () => {
  it.each([
    ['a variant with an empty payload', flag([variant('2'), variant(' ')]), 'the payload of " " among its variants is empty'],
    ['no variant with a payload', flag([variant()]), 'its variants have no payload'],
    ['no variants', flag([]), 'it has no variants'],
    ['variants that nobody gets', flag([variant('2', 0)]), 'it has no variants'],
    ['nothing but a switch', { name: 'gavel.card-fraud.canary', enabled: true }, 'it has no variants'],
  ])('names %s', (_, feature, why) => {
    expect(silenceOf(feature)).toBe(why);
  });

  it.each([
    ['no flag', undefined],
    ['a flag that is off', flag([], '5', false)],
    ['a flag for nobody', flag([], '0')],
    ['a control group beside a version', flag([variant('2'), variant()])],
    ['variants of the flag itself', { ...flag([]), variants: [variant('2')] }],
  ])('has nothing to say of %s', (_, feature) => {
    expect(silenceOf(feature)).toBeUndefined();
  });
});

describe('strangeStickiness', () => {
  const sticking = (name: string): Feature => {
    const strategies = [{ name: 'flexibleRollout', parameters: { rollout: '5', stickiness: name }, variants: [variant('2')] }];
    return { name: 'gavel.card-fraud.canary', enabled: true, strategies };
  };

  it('names what the flow does not give, in strategies and in variants', () => {
    expect(strangeStickiness(sticking('custmerId'), 'customerId')).toEqual(['"custmerId"']);
    expect(strangeStickiness({ ...flag([]), variants: [{ ...variant('2'), stickiness: 'random' }] }, 'customerId')).toEqual(['"random"']);
  });

  it('has nothing to say of what is given, and of a flag that is off', () => {
    for (const name of ['default', 'userId', 'customerId']) expect(strangeStickiness(sticking(name), 'customerId')).toEqual([]);
    expect(strangeStickiness({ ...sticking('custmerId'), enabled: false }, 'customerId')).toEqual([]);
    expect(strangeStickiness(undefined, 'customerId')).toEqual([]);
  });
});
