import type { RecordedDecision } from '../ports.js';

/** A line of a `RecordedBatch`: what was logged, of which the rest of the record is left out. Throws where the text is no JSON. */
export function parseRecorded(line: string): RecordedDecision {
  const { record, labels, shadowScores }: RecordedDecision = JSON.parse(line);
  const { ask, policy, assignment, facts, verdict } = record;
  return { record: { ask, policy, assignment, facts, verdict }, labels, shadowScores };
}
