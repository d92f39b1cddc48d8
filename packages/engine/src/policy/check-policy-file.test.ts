import { describe, expect, it } from 'vitest';
import type { PolicyFile } from '../contract/policy-file.js';
import { SAMPLE_POLICY } from '../testing/sample-flow.js';
import { checkPolicyFile } from './check-policy-file.js';

function faultsOf(changes: Partial<PolicyFile>) {
  return checkPolicyFile({ ...SAMPLE_POLICY, ...changes }).map((fault) => `${fault.pointer}: ${fault.message}`);
}

const [small, rest] = SAMPLE_POLICY.fallback;

describe('checkPolicyFile', () => {
  it('finds nothing wrong with a good file', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it('wants bands that start at 0, ascend, never grow milder and say why', () => {
    const bands: PolicyFile['bands'] = [
      { from: 0.1, outcome: 'review', reason: 'SCORE' },
      { from: 0.5, outcome: 'block' },
      { from: 0.5, outcome: 'pass' },
    ];
    expect(faultsOf({ bands })).toEqual([
      '/bands/0/from: The first band does not start at 0.',
      '/bands/1: A band that asks for block has no reason.',
      '/bands/2/from: The bands do not ascend.',
      '/bands/2/outcome: A higher score gets a milder outcome: pass after block.',
    ]);
    expect(faultsOf({ bands: [] })).toEqual(['/bands: There is a model, but no score band.']);
  });

  it('wants no bands without a model', () => {
    const { model: _model, ...without } = SAMPLE_POLICY;
    expect(checkPolicyFile(without).map((fault) => fault.message)).toEqual(['There are score bands, but no model.']);
  });

  it('wants each step once, and the deny list before the allow list', () => {
    expect(faultsOf({ precedence: ['denyList', 'allowList', 'hardBlock', 'score', 'review', 'pass'] })).toEqual([]);
    expect(faultsOf({ precedence: ['allowList', 'denyList', 'hardBlock', 'score', 'review', 'pass'] })).toEqual([
      '/precedence/0: The allow list stands before the deny list.',
    ]);
    expect(faultsOf({ precedence: ['denyList', 'denyList', 'hardBlock', 'score', 'review', 'review'] })).toEqual([
      '/precedence: The precedence names a step twice and leaves out allowList, pass.',
    ]);
  });

  it('lets only the allow list move', () => {
    expect(faultsOf({ precedence: ['denyList', 'hardBlock', 'score', 'review', 'allowList', 'pass'] })).toEqual([]);
    expect(faultsOf({ precedence: ['denyList', 'review', 'hardBlock', 'allowList', 'score', 'pass'] })).toEqual([
      '/precedence/1: The step review stands where hardBlock belongs.',
    ]);
  });

  it('wants every reason in the table', () => {
    const bands: PolicyFile['bands'] = [{ from: 0, outcome: 'review', reason: 'A' }];
    expect(faultsOf({ bands, unknownReason: 'toString', fallback: [{ ...rest!, reason: 'C' }] })).toEqual([
      '/bands/0/reason: The reason A is not in the reason table.',
      '/unknownReason: The reason toString is not in the reason table.',
      '/fallback/0/reason: The reason C is not in the reason table.',
    ]);
  });

  it('wants a fallback table that always answers and has no dead rows', () => {
    expect(faultsOf({ fallback: [rest!, small!] })).toEqual([
      '/fallback/0: This row always holds, so the rows below are never reached.',
      '/fallback/1/conditions: The last row has conditions, so there may be no answer.',
    ]);
    expect(faultsOf({ fallback: [small!, { ...rest!, name: small!.name }] })).toEqual(['/fallback/1/name: Two rows have this name.']);
  });
});
