import { readVariablesIndex, type SavedVariable } from './read-variables-index.js';
import { contained } from './read-tensor-proto.js';

/** The two files of `variables/`. */
export class SavedVariables {
  readonly #found: ReadonlyMap<string, SavedVariable>;
  readonly #data: Uint8Array;

  /** Throws where the index is none, or is of another file of numbers. */
  constructor(index: Uint8Array, data: Uint8Array) {
    this.#data = data;
    this.#found = readVariablesIndex(index, data.length);
  }

  /** A variable by its key; undefined: it is not there. */
  of(key: string): SavedVariable | undefined {
    return this.#found.get(key);
  }

  /** Some activations hide a NaN: the network would score, and wrongly. */
  hasNaN({ element, from, to }: SavedVariable): boolean {
    if (element !== 'float32' && element !== 'float64') return false;
    return contained(this.#data.subarray(from, to), element).some(Number.isNaN);
  }
}
