import type {
  AppendedEvent,
  AppendResult,
  DecisionLog,
  DecisionRecord,
  EventPeriod,
  IngestedEvent,
  Label,
  ShadowVerdict,
} from '@gavel/engine';
import { LogRefusedError } from '@gavel/store';
import { Problem } from '../http/problem.js';

const RETRY_AFTER_S = 2;

/** The decision log as answers need it: what it cannot do becomes a 503 that says so, and not an unforeseen error. */
export class AnsweringLog implements DecisionLog {
  constructor(private readonly log: DecisionLog) {}

  append(record: DecisionRecord): Promise<AppendResult> {
    return this.log.append(record).catch((error: unknown) => {
      throw unavailable('Ask again with the same key: a decision is only given when it is logged.', error);
    });
  }

  appendShadow(verdict: ShadowVerdict): Promise<void> {
    return this.log.appendShadow(verdict);
  }

  find(decisionId: string): Promise<DecisionRecord | undefined> {
    return this.read(this.log.find(decisionId));
  }

  findMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, DecisionRecord>> {
    return this.read(this.log.findMany(decisionIds));
  }

  shadowsOf(decisionId: string): Promise<readonly ShadowVerdict[]> {
    return this.read(this.log.shadowsOf(decisionId));
  }

  addLabel(label: Label, sequence?: number): Promise<boolean> {
    return this.log.addLabel(label, sequence).catch((error: unknown) => {
      throw unavailable('Send the label again: it is kept once, however often it comes.', error);
    });
  }

  labelsOf(decisionId: string): Promise<readonly Label[]> {
    return this.read(this.log.labelsOf(decisionId));
  }

  labelsOfMany(decisionIds: readonly string[]): Promise<ReadonlyMap<string, readonly Label[]>> {
    return this.read(this.log.labelsOfMany(decisionIds));
  }

  findEvents(events: Parameters<DecisionLog['findEvents']>[0]): Promise<readonly AppendedEvent[]> {
    return this.read(this.log.findEvents(events));
  }

  appendEvents(events: readonly IngestedEvent[]): Promise<readonly AppendedEvent[]> {
    return this.log.appendEvents(events).catch((error: unknown) => {
      throw unavailable('Send the events again: each is kept once, however often it comes.', error);
    });
  }

  keepPolicy(flow: string, hash: string, files: Readonly<Record<string, string>>): Promise<void> {
    return this.log.keepPolicy(flow, hash, files);
  }

  findPolicy(flow: string, hash: string): Promise<Readonly<Record<string, string>> | undefined> {
    return this.read(this.log.findPolicy(flow, hash));
  }

  lastPolicy(flow: string): ReturnType<DecisionLog['lastPolicy']> {
    return this.read(this.log.lastPolicy(flow));
  }

  history(flow: string): ReturnType<DecisionLog['history']> {
    return this.log.history(flow);
  }

  historyAfter(...asked: Parameters<DecisionLog['historyAfter']>): ReturnType<DecisionLog['historyAfter']> {
    return this.log.historyAfter(...asked);
  }

  countRecorded(flow: string, period: EventPeriod): Promise<number> {
    return this.read(this.log.countRecorded(flow, period));
  }

  recorded(flow: string, period: EventPeriod): ReturnType<DecisionLog['recorded']> {
    return this.log.recorded(flow, period);
  }

  private read<T>(found: Promise<T>): Promise<T> {
    return found.catch((error: unknown) => {
      throw unavailable('The log of decisions cannot be read now.', error);
    });
  }
}

/** A record that the database refuses now and ever is a fault of ours, and coming again does not help. */
function unavailable(detail: string, cause: unknown): unknown {
  if (cause instanceof LogRefusedError) return cause;
  return new Problem('log-unavailable', detail, { retryAfterS: RETRY_AFTER_S, cause });
}
