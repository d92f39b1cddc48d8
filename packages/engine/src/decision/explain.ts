import type { Reason } from '../contract/decision.js';
import type { Signal } from './fuse.js';

/** Signals as reasons for people: one per code and rule, in the given order. */
export function explain(table: Readonly<Record<string, string>>, signals: readonly Signal[]): readonly Reason[] {
  return signals.map(({ code, source, rule }) => {
    const text = table[code] ?? code;
    return rule === undefined ? { code, text, source } : { code, text, source, rule };
  });
}
