import { CommandFailure } from '../command-failure.js';

/** Why something is not published. */
export function refusal(place: string, reasons: readonly string[]): CommandFailure {
  return new CommandFailure(1, [`${place} is not published:`, ...reasons.map((reason) => `  ${reason}`)].join('\n'));
}
