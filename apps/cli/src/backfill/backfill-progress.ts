import type { Terminal } from '../terminal.js';
import { thousands } from '../thousands.js';
import { wordBar } from '../word-bar.js';

/** Shows how far a backfill is. */
export interface BackfillProgress {
  /** `share`: of the whole, 0 to 1. */
  report(events: number, share: number): void;
  end(events: number): void;
}

const LINE_EVERY_MS = 5000;
const STEPS = 1000;

/** A bar where it can be redrawn, else a line now and then: how many events a second, and how much time is left. */
export function showBackfillProgress(terminal: Terminal, nowMs: () => number): BackfillProgress {
  const startMs = nowMs();
  const words = (events: number, share: number): string => backfillWords(events, share, nowMs() - startMs);
  if (!terminal.interactive) return lines(terminal, words, nowMs);
  const bar = wordBar();
  bar.start(STEPS, 0, { words: words(0, 0) });
  return {
    report: (events, share) => bar.update(Math.round(share * STEPS), { words: words(events, share) }),
    end: () => bar.stop(),
  };
}

/** `1,200,000 events (43 %), 130,000 a second, 12 s left`. */
function backfillWords(events: number, share: number, elapsedMs: number): string {
  const rate = elapsedMs <= 0 ? 0 : (events * 1000) / elapsedMs;
  const leftS = share <= 0 || share >= 1 ? 0 : ((elapsedMs / share) * (1 - share)) / 1000;
  const left = leftS === 0 ? '' : `, ${leftS < 90 ? `${Math.ceil(leftS)} s` : `${Math.round(leftS / 60)} min`} left`;
  return `${thousands(events)} events (${Math.floor(Math.min(1, share) * 100)} %), ${thousands(Math.round(rate))} a second${left}`;
}

function lines(terminal: Terminal, words: (events: number, share: number) => string, nowMs: () => number): BackfillProgress {
  let nextMs = nowMs() + LINE_EVERY_MS;
  return {
    report: (events, share) => {
      if (nowMs() < nextMs) return;
      nextMs = nowMs() + LINE_EVERY_MS;
      terminal.err(`  ${words(events, share)}`);
    },
    end: (events) => terminal.err(`  ${words(events, 1)}`),
  };
}
