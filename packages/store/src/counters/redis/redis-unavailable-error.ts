import { HistoryUnavailableError } from '@gavel/engine';

/** Why Redis could not be asked: no connection, no answer in time, too many questions on their way, or an answer that is an error. */
export type RedisFault = 'down' | 'timeout' | 'busy' | 'refused';

/** Redis could not be asked. Whether a write that timed out was done is not known: it may have been. */
export class RedisUnavailableError extends HistoryUnavailableError {
  override readonly name = 'RedisUnavailableError';

  constructor(
    readonly fault: RedisFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super('redis', message, options);
  }
}
