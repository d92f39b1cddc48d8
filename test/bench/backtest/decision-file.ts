import type { RecordedBatch, RecordedDecision } from '@gavel/engine';
import { open } from 'node:fs/promises';

const BATCH = 500;

/** Where a batch stands in the file. */
interface Stretch {
  readonly at: number;
  readonly bytes: number;
  readonly decisions: number;
}

/** A file of recorded decisions, a line of JSON each, read in batches: what the log would give, without a database's time. */
export interface DecisionFile {
  readonly batches: () => AsyncIterable<RecordedBatch>;
}

/** Writes the file; `decisions` is read as it goes, so that memory does not grow. */
export async function writeDecisionFile(path: string, decisions: Iterable<RecordedDecision>, policy: string): Promise<DecisionFile> {
  const stretches: Stretch[] = [];
  const file = await open(path, 'w');
  let at = 0;
  for (const lines of inBatches(decisions)) {
    const text = Buffer.from(lines.join('\n'));
    await file.write(text);
    stretches.push({ at, bytes: text.length, decisions: lines.length });
    at += text.length;
  }
  await file.close();
  return { batches: () => read(path, stretches, policy) };
}

/** Decisions as lines of JSON, some hundred at a time. */
export function* inBatches(decisions: Iterable<RecordedDecision>): Generator<readonly string[]> {
  let batch: string[] = [];
  for (const decision of decisions) {
    batch.push(JSON.stringify(decision));
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* read(path: string, stretches: readonly Stretch[], policy: string): AsyncGenerator<RecordedBatch> {
  const file = await open(path, 'r');
  try {
    for (const { at, bytes, decisions } of stretches) {
      const text = Buffer.allocUnsafe(bytes);
      await file.read(text, 0, bytes, at);
      yield { decisions, policies: [policy], lines: text.toString('utf8') };
    }
  } finally {
    await file.close();
  }
}
