import { expect, it } from 'vitest';
import { failedFacts } from './failed-facts.js';

it('tells what failed from what does not apply', () => {
  const missing = [
    { fact: 'cardSpend1h', reason: 'no cardId' },
    { fact: 'sinceLast', reason: 'no history' },
    { fact: 'share', reason: 'spent1h is 0' },
    { fact: 'logSinceLast', reason: 'no sinceLast' },
    { fact: 'amountEur', reason: 'no rate for this currency' },
    { fact: 'logAmount', reason: 'no amountEur' },
    { fact: 'payments1h', reason: 'history unavailable' },
    { fact: 'ratio', reason: 'no payments1h' },
    { fact: 'speed', reason: 'not a finite number' },
    { fact: 'score:card@1', reason: 'timeout' },
  ];
  expect(failedFacts(missing).map(({ fact }) => fact)).toEqual(['amountEur', 'logAmount', 'payments1h', 'ratio', 'speed', 'score:card@1']);
  expect(failedFacts([])).toEqual([]);
});
