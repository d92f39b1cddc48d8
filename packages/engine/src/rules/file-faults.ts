import { placed, type Located } from '../contract/check-shape.js';
import type { Fault } from '../contract/fault.js';
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
    if (this.#faults.length < MAX_FAULTS_PER_FILE) this.#faults.push(placed(fault, this.#text, this.#file));
    else this.#left += 1;
  }

  get count(): number {
    return this.#faults.length;
  }

  /** In the order in which they were added, with a last line that says how many more there are. */
  all(): readonly Fault[] {
    if (this.#left === 0) return this.#faults;
    const message = `There are ${this.#left} more faults in this file.`;
    return [...this.#faults, { file: this.#file, pointer: '', message, mend: 'Mend these first.' }];
  }
}
