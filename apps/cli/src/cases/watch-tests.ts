import { watchFolder } from '@gavel/files';

/** An editor writes a file in several steps; a quarter of a second of quiet ends them. */
const PACE = { debounceMs: 250, pollMs: 1000 };

/** How runs and their wait are told apart from each other. */
export interface WatchedRuns {
  readonly rulesDir: string;
  /** One whole run with its output; when it rejects, so does the watch. */
  readonly run: () => Promise<void>;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** Runs once, and again after each change below the rules folder, until the signal ends it; changes during a run are one more run. */
export async function watchTests({ rulesDir, run, signal }: WatchedRuns): Promise<void> {
  let wake: (() => void) | undefined;
  let isStale = true;
  const hear = (): void => {
    isStale = true;
    wake?.();
  };
  const watcher = watchFolder(rulesDir, hear, PACE);
  // The watcher alone does not keep the process alive.
  const alive = setInterval(hear, 2 ** 31 - 1);
  const ended = (): void => wake?.();
  signal.addEventListener('abort', ended);
  try {
    while (!signal.aborted) {
      if (!isStale) await new Promise<void>((resolve) => (wake = resolve));
      else {
        isStale = false;
        await run();
      }
    }
  } finally {
    signal.removeEventListener('abort', ended);
    clearInterval(alive);
    watcher.close();
  }
}
