import { describe, expect, it } from 'vitest';
import { judge } from '../decision/judge.js';
import { SAMPLE_FLOW, sampleFlow } from '../testing/sample-flow.js';
import { compileCanonicalSchema } from './canonical-addresses.js';
import { canonicalIpAddress } from './ip-address.js';
import { loadPolicy } from './load-policy.js';

const ANY_IP = {
  type: 'string',
  anyOf: [
    { type: 'string', format: 'ipv4' },
    { type: 'string', format: 'ipv6' },
  ],
};

describe('canonicalIpAddress', () => {
  it.each([
    ['2001:DB8:BAD::7', '2001:db8:bad::7'],
    ['2001:db8:bad:0:0:0:0:7', '2001:db8:bad::7'],
    ['2001:0db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1::', '1::'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['::ffff:a01:203', '10.1.2.3'],
    ['10.1.2.3', '10.1.2.3'],
    ['010.1.2.3', '010.1.2.3'],
    ['no address', 'no address'],
  ])('writes %s as %s, and that as itself', (text, expected) => {
    expect(canonicalIpAddress(text)).toBe(expected);
    expect(canonicalIpAddress(expected)).toBe(expected);
  });
});

describe('a schema with addresses', () => {
  const closed = (properties: object) => ({ type: 'object', additionalProperties: false, properties });
  const parse = (properties: object, body: object) => {
    const schema = JSON.parse(JSON.stringify({ ...closed(properties), $defs: { ip: ANY_IP } })) as Parameters<
      typeof compileCanonicalSchema
    >[0];
    const compiled = compileCanonicalSchema(schema);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
    const value = JSON.parse(JSON.stringify(body)) as Parameters<typeof compiled.value>[0];
    const [once, again] = [compiled.value(value), compiled.value(value)];
    expect(again).toEqual(once);
    if (once.ok) expect(compiled.value(once.value)).toEqual({ ok: true, value: once.value });
    return once.ok ? once.value : once.faults;
  };

  it('writes them in one way wherever they stand', () => {
    const properties = { a: { $ref: '#/$defs/ip' }, b: closed({ c: ANY_IP }), d: { type: 'array', items: ANY_IP }, e: { type: 'string' } };
    const body = { a: '::ffff:10.0.0.1', b: { c: '2001:DB8::1' }, d: ['1:0:0:0:0:0:0:1', '10.0.0.2'], e: '2001:DB8::1' };
    expect(parse(properties, body)).toEqual({ a: '10.0.0.1', b: { c: '2001:db8::1' }, d: ['1::1', '10.0.0.2'], e: '2001:DB8::1' });
  });

  it('writes no IPv4 where only IPv6 fits, and nothing that the schema refuses', () => {
    expect(parse({ a: { type: 'string', format: 'ipv6' } }, { a: '::FFFF:a00:1' })).toEqual({ a: '::ffff:10.0.0.1' });
    expect(parse({ a: { ...ANY_IP, pattern: '^[A-F0-9:]+$' } }, { a: 'FE80::1' })).toEqual({ a: 'FE80::1' });
  });
});

describe('a policy with addresses', () => {
  const flow = { request: { ...SAMPLE_FLOW.request, properties: { ...SAMPLE_FLOW.request.properties, ip: ANY_IP } } };
  const lists = { bad: { file: 'lists/bad.csv', field: 'ip' }, 'stolen-cards': { file: 'lists/stolen-cards.csv', field: 'card' } };
  const load = (...conditions: readonly object[]) => {
    const rule = { name: 'r', conditions: { any: conditions }, event: { type: 'block', params: { reason: 'MANY' } } };
    const texts = {
      'lists/bad.csv': 'value,note\n2001:db8:BAD:0::7,\n198.51.100.23,\n',
      'velocity.rules.json': JSON.stringify({ rules: [rule] }, undefined, 1),
    };
    return loadPolicy(sampleFlow({ flow, policy: { lists }, texts }));
  };

  it.each(['2001:db8:bad::7', '2001:DB8:BAD::7', '2001:db8:bad:0:0:0:0:7', '::ffff:198.51.100.23'])('finds %s in an exact list', (ip) => {
    const policy = load({ fact: 'lists', operator: 'contains', value: 'bad' });
    if (!policy.ok) throw new Error(JSON.stringify(policy.faults));
    const request = policy.value.parseRequest({ ...SAMPLE_FLOW.example, ip });
    if (!request.ok) throw new Error(JSON.stringify(request.faults));
    const facts = { request: request.value, features: {}, scores: {}, missing: [], degraded: [] };
    expect(judge(policy.value, facts)).toMatchObject({ lists: ['bad'], hits: [{ rule: 'r' }] });
  });

  it('refuses an address in a rule that no request can have', () => {
    const wrong = { fact: 'ip', operator: 'equal', value: '2001:DB8::1' };
    const policy = load(wrong, { fact: 'ip', operator: 'not:in', value: ['10.0.0.1', '::ffff:10.0.0.2'] });
    const faults = policy.ok ? [] : policy.faults;
    expect(faults.map(({ file, pointer, mend }) => `${file} ${pointer} ${mend}`)).toEqual([
      'velocity.rules.json /rules/0/conditions/any/0/value Write "2001:db8::1".',
      'velocity.rules.json /rules/0/conditions/any/1/value/1 Write "10.0.0.2".',
    ]);
    expect(faults[0]).toMatchObject({ subject: 'r', line: 10 });
  });
});
