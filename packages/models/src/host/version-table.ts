import type { ModelVersion } from './model-version.js';

/** Versions by name and version: two look-ups of texts that are known cost a decision less than one of a text that is put together for it. */
export class VersionTable {
  readonly #byName = new Map<string, Map<string, ModelVersion>>();

  get(name: string, version: string): ModelVersion | undefined {
    return this.#byName.get(name)?.get(version);
  }

  add(held: ModelVersion): void {
    const named = this.#byName.get(held.name) ?? new Map<string, ModelVersion>();
    named.set(held.version, held);
    this.#byName.set(held.name, named);
  }

  delete({ name, version }: ModelVersion): void {
    const named = this.#byName.get(name);
    named?.delete(version);
    if (named?.size === 0) this.#byName.delete(name);
  }

  /** All of them, by name in the order in which they came. */
  all(): readonly ModelVersion[] {
    return [...this.#byName.values()].flatMap((named) => [...named.values()]);
  }
}
