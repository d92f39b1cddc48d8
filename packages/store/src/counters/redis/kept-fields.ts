import type { Catalogue } from '@gavel/engine';
import type { KeptField } from './key-histories.js';

/** What history in Redis has to know of a catalogue. */
export interface CatalogueNeeds {
  readonly fields: readonly KeptField[];
  /** Graphs of links. */
  readonly groups: readonly string[];
  /** How far back the longest window looks, its delay included. */
  readonly reachMs: number;
}

/** The fields that a catalogue's events keep, in its order. A field of both kinds is there twice. */
export function needsOf({ windows, valueFields, links }: Catalogue): CatalogueNeeds {
  const positions = new Set<string>();
  const scalars = new Set<string>();
  for (const { read } of windows) {
    if (read.where !== undefined) scalars.add(read.where.fact);
    if (read.of === undefined) continue;
    if (read.aggregate === 'distance' || read.aggregate === 'speed') positions.add(read.of);
    else scalars.add(read.of);
  }
  const fields = valueFields.flatMap((name) => [
    ...(scalars.has(name) ? [{ name, isPosition: false }] : []),
    ...(positions.has(name) ? [{ name, isPosition: true }] : []),
  ]);
  const reachMs = Math.max(0, ...windows.map(({ read }) => read.windowMs + read.delayMs));
  return { fields, groups: links.map(({ group }) => group), reachMs };
}
