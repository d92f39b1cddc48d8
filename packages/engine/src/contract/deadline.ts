/** Whoever waits until a deadline. */
export interface DeadlineListener {
  onDeadline(): void;
}

/**
 * Until when an answer is awaited. It says what an AbortSignal would at a fraction of the cost: every decision makes one, and every row
 * that is scored listens to it. Time comes from outside: whoever made it ends it.
 */
export class Deadline {
  #isOver = false;
  #listeners: DeadlineListener[] = [];

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Tells the listener once, when it is over. One that is over already tells nobody any more: look at `isOver` first. */
  listen(listener: DeadlineListener): void {
    this.#listeners.push(listener);
  }

  forget(listener: DeadlineListener): void {
    const place = this.#listeners.lastIndexOf(listener);
    if (place >= 0) this.#listeners.splice(place, 1);
  }

  /** Tells everyone who listens. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const told = this.#listeners;
    this.#listeners = [];
    for (const listener of told) listener.onDeadline();
  }
}
