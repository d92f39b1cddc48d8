/**
 * Work that can be done a little at a time: it yields wherever it may be left for a while, at most a few milliseconds after it was
 * taken up, so that whoever runs it can look after something else in between. It ends with its result.
 */
export type Sliced<T> = Generator<void, T, void>;

/** Does all of the work without a pause. */
export function atOnce<T>(work: Sliced<T>): T {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}

/** Maps a list with a pause after every item. */
export function* mapSliced<T, U>(items: Iterable<T>, map: (item: T, index: number) => U): Sliced<U[]> {
  const mapped: U[] = [];
  for (const item of items) {
    mapped.push(map(item, mapped.length));
    yield;
  }
  return mapped;
}
