import type { Located } from '../contract/check-shape.js';
import type { Fault } from '../contract/fault.js';
import type { Place } from '../contract/json-place.js';
import { MAX_FAULTS_PER_FILE } from './rule-limits.js';

/** Collects the faults of one file, each with its place in the text. */
export class FileFaults {
  readonly #file: string;
  readonly #text: Pick<Located, 'locate'>;
  readonly #faults: Fault[] = [];
  #left = 0;

  constructor(file: string, text: Pick<Located, 'locate'>) {
    this.#file = file;
    this.#text = text;
  }

  /** Adds a fault; beyond the limit it is only counted, because finding its place costs a scan of the text. */
  add(fault: Fault): void {
    if (this.#faults.length < MAX_FAULTS_PER_FILE) this.#faults.push({ file: this.#file, ...fault, ...this.#placeOf(fault.pointer) });
    else this.#left += 1;
  }

  /** What is missing has no place of its own: then it is the place of what should hold it. */
  #placeOf(pointer: string): Place | undefined {
    for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
      const place = this.#text.locate?.(at);
      if (place !== undefined) return place;
    }
    return this.#text.locate?.('');
  }

  /** In the order in which they were added, with a last line that says how many more there are. */
  all(): readonly Fault[] {
    if (this.#left === 0) return this.#faults;
    const message = `There are ${this.#left} more faults in this file.`;
    return [...this.#faults, { file: this.#file, pointer: '', message, mend: 'Mend these first.' }];
  }
}
