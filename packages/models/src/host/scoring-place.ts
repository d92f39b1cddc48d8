import type { Dispatcher } from './dispatcher.js';

/** Where a version is scored: in this process, or on a server. */
export interface ScoringPlace {
  readonly dispatcher: Dispatcher;
  /** What scores given here say that they were given by. */
  backend(): { readonly name: string; readonly gpu: boolean };
  /** Address of the server, without credentials; absent: this process. */
  readonly address?: string;
}
