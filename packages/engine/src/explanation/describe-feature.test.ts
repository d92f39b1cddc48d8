import { expect, it } from 'vitest';
import { loadPolicy } from '../policy/load-policy.js';
import { sampleFlow } from '../testing/sample-flow.js';
import { describeFeatures } from './describe-feature.js';

const about = { type: 'number', description: 'x' };

it('says of every feature what it is, what missing means, and what it costs', () => {
  const features = [
    { ...about, name: 'hour', from: 'localHour', of: 'at' },
    { ...about, name: 'night', type: 'boolean', from: 'isBetween', of: 'hour', low: 22, high: 5 },
    { ...about, name: 'spent', unit: 'cents', key: 'customer', window: '7d', delay: '1d', aggregate: 'sum', of: 'amount', default: 0 },
    {
      ...about,
      name: 'small',
      key: ['customer', 'card'],
      window: '1h',
      aggregate: 'count',
      includesCurrent: true,
      where: { fact: 'amount', operator: 'lessThan', value: 5 },
    },
    { ...about, name: 'mean', key: 'customer', window: '1h', aggregate: 'mean', of: 'amount', meaning: 'the first payment of the hour' },
    { ...about, name: 'toMean', from: 'ratio', of: ['amount', 'mean'] },
    { ...about, name: 'household', from: 'group', links: ['customer', 'card'], measure: 'size', hubLinks: 50 },
  ];
  const loaded = loadPolicy(
    sampleFlow({ texts: { 'features.json': JSON.stringify({ features }), 'velocity.rules.json': '{"rules": []}' } }),
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  const told = describeFeatures(loaded.value);
  expect(told.map(({ name, definition }) => [name, definition])).toEqual([
    ['hour', 'hour of at on the clock of its own offset'],
    ['night', 'whether hour is from 22 to 5'],
    ['spent', 'sum of amount with the same customer in the 7d that end 1d before the event'],
    [
      'small',
      'number of events with the same customer and card in the 1h up to the event, where amount is less than 5, the event itself included',
    ],
    ['mean', 'mean of amount with the same customer in the 1h up to the event'],
    ['toMean', 'amount / mean'],
    ['household', 'number of members in the group that customer, card join (a value met with more than 50 others joins nothing)'],
  ]);
  expect(told[2]).toMatchObject({
    unit: 'cents',
    default: 0,
    whenMissing: 'the request has no customer, or history could not be read',
    cost: { from: 'window', key: 'customer', sharedBy: 2, historyMs: 8 * 86_400_000 },
  });
  expect(told[4]?.whenMissing).toBe('the first payment of the hour');
  expect(told.map(({ cost }) => cost.from)).toEqual(['request', 'request', 'window', 'window', 'window', 'derived', 'group']);
});
