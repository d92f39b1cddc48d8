export { decisionLogContract, type DecisionLogUnderTest } from './decision-log-contract.js';
export { FakeDecisionLog } from './fake-decision-log.js';
export { sampleDecisionRecord, type SampleDifference } from './sample-decision-record.js';
