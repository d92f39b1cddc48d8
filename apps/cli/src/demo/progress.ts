import { thousands } from '../thousands.js';
import { wordBar } from '../word-bar.js';
import type { Terminal } from '../terminal.js';

/** Shows how far a run is. */
export interface Progress {
  /** `done` of `total` items so far. */
  report(done: number): void;
  end(done: number): void;
}

const LINE_EVERY_MS = 5000;

/** A bar where it can be redrawn, else a line now and then. */
export function showProgress(terminal: Terminal, total: number, nowMs: () => number): Progress {
  const startMs = nowMs();
  const words = (done: number): string => progressWords(done, total, nowMs() - startMs);
  return terminal.interactive ? bar(total, words) : lines(terminal, words, nowMs);
}

/** `1,200 of 5,000 (24 %), 830 a second, 5 s left`. */
export function progressWords(done: number, total: number, elapsedMs: number): string {
  const rate = elapsedMs <= 0 ? 0 : (done * 1000) / elapsedMs;
  const left = rate === 0 ? '' : `, ${durationWords((total - done) / rate)} left`;
  const percent = total === 0 ? 100 : Math.min(100, Math.floor((done * 100) / total));
  return `${thousands(done)} of ${thousands(Math.max(done, total))} (${percent} %), ${thousands(Math.round(rate))} a second${done >= total ? '' : left}`;
}

function bar(total: number, words: (done: number) => string): Progress {
  const single = wordBar();
  single.start(total, 0, { words: words(0) });
  return {
    report: (done) => single.update(Math.min(done, total), { words: words(done) }),
    end: () => single.stop(),
  };
}

function lines(terminal: Terminal, words: (done: number) => string, nowMs: () => number): Progress {
  let nextMs = nowMs() + LINE_EVERY_MS;
  return {
    report: (done) => {
      if (nowMs() < nextMs) return;
      nextMs = nowMs() + LINE_EVERY_MS;
      terminal.err(`  ${words(done)}`);
    },
    end: (done) => terminal.err(`  ${words(done)}`),
  };
}

function durationWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
