import { compileCatalogue, requestEvent, type Catalogue, type FlowFile, type PlacedEntry } from '@gavel/engine';
import { expect, it } from 'vitest';
import { InProcessCounters } from './in-process-counters.js';
import { logHistory } from './log-history.js';
import { rebuildCounters } from './rebuild-counters.js';

const flow: FlowFile = {
  name: 'card-fraud',
  title: '',
  description: '',
  fields: { eventTime: 'eventTime', requestId: 'id', stickiness: 'cardId' },
  scoreTimeoutMs: 50,
  request: {},
  example: {},
};

function catalogue(): Catalogue {
  const definition = { name: 'sum', type: 'number', description: '', key: 'cardId', window: '1h', aggregate: 'sum', of: 'amount' } as const;
  const checked = compileCatalogue(
    [definition],
    flow,
    new Map([
      ['cardId', { kind: 'string' }],
      ['amount', { kind: 'number' }],
    ]),
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.value;
}

async function* history(count: number): AsyncGenerator<PlacedEntry> {
  for (let index = 0; index < count; index += 1) {
    const request = { id: `r${index}`, cardId: 'c1', amount: index };
    const entry = { what: 'decision', decisionId: `d${index}`, request, eventTimeMs: index, sequence: index + 1 } as const;
    yield { entry, position: { sequence: index + 1, unplaced: {} } };
  }
}

async function* broken(): ReturnType<typeof history> {
  yield* history(2);
  throw new Error('connection lost');
}

const sourceOf = (entries: () => ReturnType<typeof history>) =>
  logHistory({ historyAfter: entries, countRecorded: async () => 0 }, { flow: 'card-fraud', catalogue: catalogue() });

const sum = {
  keyField: 'cardId',
  key: 'c1',
  windowMs: 3_600_000,
  delayMs: 0,
  includesCurrent: false,
  aggregate: 'sum',
  of: 'amount',
} as const;
const asking = { id: 'asking', atMs: 100, keys: {}, values: {} };

it('brings counters to where they were, and counts nothing twice', async () => {
  const counters = new InProcessCounters();
  await counters.add('card-fraud', requestEvent(catalogue(), { id: 'r3', cardId: 'c1', amount: 3 }, 3));
  expect(await rebuildCounters(counters, { flow: 'card-fraud', source: sourceOf(() => history(5)) })).toMatchObject({
    items: 5,
    position: { sequence: 5 },
  });
  expect((await counters.observe('card-fraud', asking, [sum])).values).toEqual([10]);
  expect((await counters.observe('other', asking, [sum])).values).toEqual([0]);
  expect(await rebuildCounters(counters, { flow: 'card-fraud', source: sourceOf(() => history(5)) })).toMatchObject({
    items: 5,
    position: { sequence: 5 },
  });
  expect(counters.stats()).toMatchObject({ keys: 1, events: 5 });
});

it('tells how far it is', async () => {
  const told: number[] = [];
  await rebuildCounters(new InProcessCounters(), {
    flow: 'f',
    source: sourceOf(() => history(25_000)),
    onProgress: (items) => told.push(items),
  });
  expect(told).toEqual([10_000, 20_000, 25_000]);
});

it('rejects when the log breaks off', async () => {
  await expect(rebuildCounters(new InProcessCounters(), { flow: 'f', source: sourceOf(broken) })).rejects.toThrow('connection lost');
});
