import { existsSync, readFileSync } from 'node:fs';

const SCHEDSTAT = `/proc/self/task/${process.pid}/schedstat`;
const hasThreadTimes = existsSync(SCHEDSTAT);

/** CPU time in µs of the thread with the event loop alone; where the system does not tell, the time in which the loop was at work. */
export function loopCpuUs(): number {
  if (hasThreadTimes) return Number(readFileSync(SCHEDSTAT, 'utf8').split(' ')[0]) / 1000;
  return performance.eventLoopUtilization().active * 1000;
}
