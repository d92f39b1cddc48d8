import cliProgress from 'cli-progress';
import type { Terminal } from '../terminal.js';

/** Shows how far one stage of a training is. */
export interface StageProgress {
  report(done: number, note?: string): void;
  end(): void;
}

/** A bar where it can be redrawn, else a line per tenth. `unit`: what is counted, e.g. `days`. */
export function showStage(terminal: Terminal, total: number, unit: string): StageProgress {
  return terminal.interactive ? bar(total, unit) : lines(terminal, total, unit);
}

function bar(total: number, unit: string): StageProgress {
  const single = new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: `  {bar}  {value} of {total} ${unit}{note}`,
  });
  single.start(total, 0, { note: '' });
  return {
    report: (done, note) => single.update(done, { note: note === undefined ? '' : `, ${note}` }),
    end: () => single.stop(),
  };
}

function lines(terminal: Terminal, total: number, unit: string): StageProgress {
  let told = 0;
  return {
    report: (done, note) => {
      const tenth = Math.floor((done * 10) / total);
      if (tenth <= told) return;
      told = tenth;
      terminal.err(`  ${done} of ${total} ${unit}${note === undefined ? '' : `, ${note}`}`);
    },
    end: () => undefined,
  };
}
