/** Where a command writes: results to `out`, progress and complaints to `err`, one line (or block of lines) a call. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Can progress be redrawn in place? */
  readonly interactive: boolean;
}

/** The process's own streams. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    interactive: process.stderr.isTTY,
  };
}
