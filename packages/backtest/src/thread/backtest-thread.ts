import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { createBacktest, loadPolicy, parseRecorded, withModelVersion, type Backtest, type Policy } from '@gavel/engine';
import type {
  BacktestTerms,
  CheckedCandidate,
  PolicyMessage,
  PolicySide,
  ThreadReply,
  ThreadRequest,
  ThreadStart,
} from './thread-messages.js';

/** A thread that judges the decisions it is handed, in its own part of a backtest; or checks one policy and ends. */
function serve(port: MessagePort, start: ThreadStart): void {
  if (start.job === 'check') {
    port.postMessage({ type: 'checked', checked: checkedCandidate(start) } satisfies ThreadReply);
    return;
  }
  const recorded = new Map<string, Policy>();
  const backtest = startedBacktest(start.terms, recorded);
  port.on('message', (request: ThreadRequest) => {
    const reply = answer(request, backtest, recorded);
    if (reply !== undefined) port.postMessage(reply);
  });
}

function startedBacktest({ candidate, current, ...terms }: BacktestTerms, recorded: ReadonlyMap<string, Policy>): Backtest {
  return createBacktest({
    ...terms,
    candidate: policyOf(candidate),
    ...(current === undefined ? {} : { current: policyOf(current) }),
    recorded,
  });
}

function answer(request: ThreadRequest, backtest: Backtest, recorded: Map<string, Policy>): ThreadReply | undefined {
  switch (request.type) {
    case 'policy':
      return addPolicy(request, recorded);
    case 'judge':
      return judged(request.lines, request.place, backtest);
    case 'part':
      return { type: 'part', part: backtest.part() };
    default:
      for (const part of request.parts) backtest.merge(part);
      return { type: 'report', report: backtest.finish() };
  }
}

function judged(lines: string, place: number, backtest: Backtest): ThreadReply {
  const startMs = performance.now();
  const decisions = lines.split('\n');
  decisions.forEach((line, at) => backtest.add(parseRecorded(line), place + at));
  return { type: 'judged', decisions: decisions.length, workMs: performance.now() - startMs };
}

function addPolicy({ hash, files }: PolicyMessage, recorded: Map<string, Policy>): ThreadReply | undefined {
  const loaded = loadPolicy(files);
  if (!loaded.ok || loaded.value.hash !== hash) return { type: 'unloadable', hash };
  recorded.set(hash, loaded.value);
  return undefined;
}

/** Whoever starts a backtest has checked its sides: faults here are errors of the program. */
function policyOf({ files, champion, withoutScores }: PolicySide): Policy {
  const loaded = loadPolicy(files);
  if (!loaded.ok) throw new Error(`a side of the backtest does not load: ${loaded.faults[0]?.message ?? ''}`);
  const policy = champion === undefined ? loaded.value : withModelVersion(loaded.value, champion);
  if (withoutScores !== true) return policy;
  const { model: _model, ...rulesOnly } = policy;
  return rulesOnly;
}

function checkedCandidate({ files }: Extract<ThreadStart, { job: 'check' }>): CheckedCandidate {
  const loaded = loadPolicy(files);
  if (!loaded.ok) return loaded;
  const { hash, flow, factTypes, model } = loaded.value;
  return { ok: true, hash, flow: flow.name, facts: [...factTypes.keys()], ...(model === undefined ? {} : { model: model.name }) };
}

if (parentPort === null) throw new Error('backtest-thread runs as a worker thread only');
const start: ThreadStart = workerData;
serve(parentPort, start);
