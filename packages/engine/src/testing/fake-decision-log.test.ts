import { expect, it } from 'vitest';
import { decisionLogContract } from './decision-log-contract.js';
import { FakeDecisionLog } from './fake-decision-log.js';
import { sampleDecisionRecord } from './sample-decision-record.js';

decisionLogContract('fake', async () => ({ log: new FakeDecisionLog(), close: async () => undefined }));

it('rejects everything while its failure is set, and recovers', async () => {
  const log = new FakeDecisionLog();
  log.failure = new Error('gone');
  await expect(log.append(sampleDecisionRecord('x'))).rejects.toThrow('gone');
  await expect(log.find('x')).rejects.toThrow('gone');
  await expect(log.history('sample').next()).rejects.toThrow('gone');
  log.failure = undefined;
  await expect(log.append(sampleDecisionRecord('x'))).resolves.toEqual({ status: 'appended' });
  expect(log.records).toHaveLength(1);
});
