import type { Logger } from 'pino';

const EVERY_MS = 1000;

/** Logs a note when it comes up and when it is over, once each. */
export class NoteLog {
  private readonly timer: NodeJS.Timeout;
  private known: readonly string[] = [];

  constructor(
    private readonly read: () => Promise<readonly string[]>,
    private readonly logger: Pick<Logger, 'warn' | 'info'>,
    everyMs: number = EVERY_MS,
  ) {
    this.timer = setInterval(() => void this.look(), everyMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  async look(): Promise<void> {
    const now = await this.read();
    for (const note of now) if (!this.known.includes(note)) this.logger.warn(note);
    for (const note of this.known) if (!now.includes(note)) this.logger.info(`over: ${note}`);
    this.known = now;
  }
}
