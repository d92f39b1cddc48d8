import { describe, expect, it } from 'vitest';
import { sampleFlow } from '../testing/sample-flow.js';
import { factsOfEvent } from './event-kind.js';
import { loadPolicy } from './load-policy.js';

const text = { type: 'string', minLength: 1, maxLength: 64 };

function loginFile(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Log-in',
    description: 'A try to log in.',
    fields: { id: 'loginId', eventTime: 'at' },
    gives: { customer: 'user', loginResult: 'result' },
    event: {
      type: 'object',
      additionalProperties: false,
      required: ['loginId', 'at', 'user', 'result'],
      properties: { loginId: text, at: { type: 'string', format: 'date-time' }, user: text, result: text, tries: { type: 'integer' } },
    },
    example: { loginId: 'l1', at: '2026-03-01T12:00:00Z', user: 'c1', result: 'failed' },
    ...changes,
  };
}

const loadWith = (file: unknown, path = 'events/login.json') =>
  loadPolicy(sampleFlow({ texts: { [path]: JSON.stringify(file, undefined, 2) } }));

function faultsOf(file: unknown, path?: string) {
  const loaded = loadWith(file, path);
  return loaded.ok ? [] : loaded.faults.map(({ file: name, pointer, message }) => [name, pointer, message]);
}

describe('kinds of event', () => {
  it('are part of the policy and its hash', () => {
    const loaded = loadWith(loginFile());
    const bare = loadPolicy(sampleFlow());
    if (!loaded.ok || !bare.ok) throw new Error(JSON.stringify(loaded));
    const kind = loaded.value.events.get('login')!;
    expect([...loaded.value.events.keys()]).toEqual(['login']);
    expect(loaded.value.hash).not.toBe(bare.value.hash);
    expect([...kind.facts]).toEqual([
      ['customer', { kind: 'string' }],
      ['loginResult', { kind: 'string' }],
    ]);
    expect(kind.parse({ loginId: 'l1', at: '2026-03-01T12:00:00Z', user: 'c1' }).ok).toBe(false);
    expect(factsOfEvent(kind, { loginId: 'l1', user: 'c1', result: 'failed' })).toEqual({ customer: 'c1', loginResult: 'failed' });
    expect(factsOfEvent(kind, { loginId: 'l1' })).toEqual({});
  });

  it('tell every fault with its place', () => {
    const faulty = loginFile({
      gives: { customer: 'usr', amount: 'result', loginResult: 'result' },
      fields: { id: 'loginId', eventTime: 'result' },
    });
    expect(faultsOf(faulty)).toEqual([
      ['events/login.json', '/fields/eventTime', 'The property "result" is not declared as a date-time.'],
      ['events/login.json', '/gives/customer', 'The event has no field "usr".'],
      ['events/login.json', '/gives/amount', '"result" is a string, and the request field "amount" a number.'],
    ]);
    expect(faultsOf(loginFile({ example: { loginId: 'l1' }, gives: {} })).map(([, pointer]) => pointer)).toEqual(
      expect.arrayContaining(['/example', '/gives']),
    );
    expect(faultsOf(loginFile({ event: { type: 'object', properties: { loginId: text } } }))).toContainEqual([
      'events/login.json',
      '/event',
      'This object is open: it lets unknown properties in.',
    ]);
    expect(faultsOf(loginFile({ titel: 'x' }))).toEqual([['events/login.json', '/titel', '"titel" is not known here.']]);
  });

  it('have a name of their own, in the file’s name', () => {
    expect(faultsOf(loginFile(), 'events/decision.json')).toEqual([
      ['events/decision.json', '', '"decision" stands for the flow\'s own decisions.'],
    ]);
    expect(faultsOf(loginFile(), 'events/Login.json')[0]?.[2]).toBe('This file has no place in the folder of a flow.');
  });
});
