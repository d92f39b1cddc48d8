import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLocator } from './json-index.js';
import { locateInJson, pointerOf } from './json-place.js';

/** Pointers to all values of a document, and some to none. */
function pointersOf(value: unknown, path: readonly PropertyKey[] = []): readonly string[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [pointerOf(path), pointerOf([...path, 'none']), ...inner.flatMap(([key, part]) => pointersOf(part, [...path, key]))];
}

it('finds every place where a scan finds it, however many are asked for', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 1, 2), fc.boolean(), (json, indent, isWindows) => {
      const value: unknown = JSON.parse(json);
      const text = JSON.stringify(value, undefined, indent).replaceAll('\n', isWindows ? '\r\n' : '\n');
      const locate = jsonLocator(text);
      for (let round = 0; round < 2; round += 1)
        for (const pointer of pointersOf(value)) expect([pointer, locate(pointer)]).toEqual([pointer, locateInJson(text, pointer)]);
    }),
    { numRuns: 300 },
  );
});
