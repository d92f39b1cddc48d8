import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** How a command ended and what it printed. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/** Runs `gavel …` from the sources. */
export function runGavel(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
  const command = ['--import', 'tsx', '--conditions=@gavel/source', join(ROOT, 'apps/cli/src/main.ts'), ...args];
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 16_777_216 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ code, output: stdout + stderr });
    });
  });
}
