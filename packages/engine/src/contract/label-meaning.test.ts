import { describe, expect, it } from 'vitest';
import { knownOf } from '../backtest/maturity.js';
import { labelNames, labelsOfFlow, labelTableSchema, meaningOf, PLAIN_LABELS, type LabelTable } from './label-meaning.js';

const LOAN: LabelTable = { default: 'positive', written: 'positive', repaid: 'negative' };

describe('the labels of a flow', () => {
  it('are its own, or those of before flows declared any', () => {
    expect(labelsOfFlow({ labels: LOAN })).toBe(LOAN);
    expect(labelsOfFlow({})).toBe(PLAIN_LABELS);
    expect(labelNames({ labels: LOAN })).toEqual({ positive: ['default', 'written'], negative: ['repaid'] });
  });

  it('keep the meaning of records whose label was retired, and mean nothing where nobody knows them', () => {
    expect(['written', 'repaid', 'genuine', 'constructor', 'odd'].map((label) => meaningOf(label, { labels: LOAN }))).toEqual([
      'positive',
      'negative',
      'negative',
      undefined,
      undefined,
    ]);
  });

  it('decide what a backtest takes for found', () => {
    const terms = { asOfMs: 10, labelAgeDays: 0, presumeGenuine: false, labels: LOAN };
    const truth = (label: string) => knownOf(0, [{ label }], terms).truth;
    expect([truth('written'), truth('repaid'), truth('odd')]).toEqual(['fraud', 'genuine', 'open']);
  });

  it.each([
    [{ fraud: 'positive' }, 'at least one positive and one negative'],
    [{ fraud: 'positive', Good: 'negative' }, 'lower-case'],
    [{ fraud: 'positive', good: 'perhaps' }, 'Invalid option'],
    [{ bad: 'positive', ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`l${at}`, 'negative'])) }, 'at most 20'],
  ])('are refused: %j', (table, message) => {
    const parsed = labelTableSchema.safeParse(table);
    expect(parsed.success ? '' : parsed.error.message).toContain(message);
  });
});
