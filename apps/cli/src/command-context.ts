import type { Settings } from './config.js';
import type { Terminal } from './terminal.js';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Reads the environment when a command needs it, so that `--help` works in any environment. */
  readonly settings: () => Settings;
  /** Exit code of a command that ran to its end: 0 fine, 1 found faults. */
  readonly finish: (exitCode: 0 | 1) => void;
}
