import type { FlowTexts } from '@gavel/engine';
import { startThread } from './start-thread.js';
import type { CheckedCandidate, ThreadReply } from './thread-messages.js';

/** Checks and compiles a policy in a thread of its own: thousands of rules take longer than a live decision may wait. */
export async function checkApart(files: FlowTexts): Promise<CheckedCandidate> {
  const worker = startThread({ job: 'check', files });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (reply: ThreadReply) => {
        if (reply.type === 'checked') resolve(reply.checked);
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the thread that checks a policy ended before its time')));
    });
  } finally {
    await worker.terminate();
  }
}
