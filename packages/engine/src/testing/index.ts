export { countersContract } from './counters-contract.js';
export { decisionLogContract, type DecisionLogUnderTest } from './decision-log-contract.js';
export { FakeCounters } from './fake-counters.js';
export { FakeDecisionLog } from './fake-decision-log.js';
export { sampleDecisionRecord, type SampleDifference } from './sample-decision-record.js';
export { FakeModels, type FakeAnswer } from './fake-models.js';
export { modelsContract, type ModelsUnderTest } from './models-contract.js';
export { sampleFlow, type SampleChanges } from './sample-flow.js';
