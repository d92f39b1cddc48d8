import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchTests } from './watch-tests.js';

it('runs at once, again after a change, and no more when it is ended', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gavel-watch-'));
  const stop = new AbortController();
  let runs = 0;
  let heard: () => void = () => {};
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      heard = () => (runs >= count ? resolve() : undefined);
      heard();
    });
  const run = () => {
    runs += 1;
    heard();
    return Promise.resolve();
  };
  const watching = watchTests({ rulesDir: dir, run, signal: stop.signal });
  await until(1);
  await writeFile(join(dir, 'a.txt'), 'a');
  // The first look may come after the first file; a second change is seen in any case.
  const again = setInterval(() => void writeFile(join(dir, `${runs}-${process.hrtime.bigint()}.txt`), 'b'), 200);
  await until(2);
  clearInterval(again);
  stop.abort();
  await watching;
  expect(runs).toBeGreaterThan(1);
  await rm(dir, { recursive: true, force: true });
});

it('ends with the fault of a run', async () => {
  const signal = new AbortController().signal;
  await expect(watchTests({ rulesDir: tmpdir(), run: () => Promise.reject(new Error('broken')), signal })).rejects.toThrow('broken');
});
