import { parentPort } from 'node:worker_threads';
import { checkFlowFiles } from './check-flow-files.js';
import type { CheckReply, CheckRequest } from './checker-messages.js';

/** The thread in which changed flows are checked, compiled and tried on their own cases, one after the other. */
async function answer({ id, flow, files }: CheckRequest): Promise<CheckReply> {
  try {
    const checked = await checkFlowFiles(flow, files);
    return { id, type: 'checked', faults: checked.ok ? [] : checked.faults };
  } catch (error) {
    return { id, type: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort;
if (port === null) throw new Error('checker-thread runs as a worker thread only');
let last = Promise.resolve();
port.on('message', (request: CheckRequest) => {
  last = last.then(() => answer(request)).then((reply) => port.postMessage(reply));
});
