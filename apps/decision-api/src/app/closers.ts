import type { Logger } from 'pino';

interface Closer {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

const CLOSE_TIMEOUT_MS = 8000;

/** What was opened, to be closed in the opposite order; one that fails or hangs does not keep the others from being closed. */
export class Closers {
  private readonly closers: Closer[] = [];

  constructor(private readonly logger: Logger) {}

  add(name: string, close: Closer['close']): void {
    this.closers.push({ name, close });
  }

  async closeAll(): Promise<void> {
    for (const closer of this.closers.splice(0).toReversed()) await this.closeOne(closer);
  }

  private async closeOne({ name, close }: Closer): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((_done, fail) => {
      timer = setTimeout(() => fail(new Error(`not closed after ${CLOSE_TIMEOUT_MS} ms`)), CLOSE_TIMEOUT_MS);
    });
    try {
      await Promise.race([close(), late]);
    } catch (error) {
      this.logger.warn({ err: error, part: name }, 'could not be closed cleanly');
    } finally {
      clearTimeout(timer);
    }
  }
}
