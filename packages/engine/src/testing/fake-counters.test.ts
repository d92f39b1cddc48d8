import { countersContract } from './counters-contract.js';
import { FakeCounters } from './fake-counters.js';

countersContract('FakeCounters', () => new FakeCounters());
