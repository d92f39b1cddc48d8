/** Ends a command with a message for people instead of a stack. 1: it ran and failed; 2: it was asked wrongly. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly exitCode: 1 | 2,
    message: string,
  ) {
    super(message);
  }
}
