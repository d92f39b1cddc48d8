import { mkdir, mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchFolder, type FolderWatcher, type WatchOptions } from './watch-folder.js';

/** Longer than any test: this way of noticing is off. */
const NEVER_MS = 600_000;
const WAYS: [string, WatchOptions][] = [
  ['by the word of the system', { debounceMs: 5, pollMs: NEVER_MS }],
  ['by polling', { debounceMs: NEVER_MS, pollMs: 10 }],
];

let root: string;
let watcher: FolderWatcher | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gavel-watch-'));
  await mkdir(join(root, 'card'));
  await writeFile(join(root, 'card', 'flow.json'), 'one');
});

afterEach(async () => {
  watcher?.close();
  await rm(root, { recursive: true, force: true });
});

/** Starts watching, and resolves when the watcher is at work: it has noticed a change. */
async function watched(dir: string, options: WatchOptions) {
  const onChange = vi.fn<() => void>();
  watcher = watchFolder(dir, onChange, options);
  await expectNotice(onChange, async (attempt) => {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'ready.txt'), `${attempt}`);
  });
  return onChange;
}

/** Expects that a change is noticed; it is made and again, because the first may come before the watcher is ready. */
async function expectNotice(onChange: ReturnType<typeof vi.fn>, change: (attempt: number) => Promise<unknown>) {
  onChange.mockClear();
  let attempt = 0;
  await vi.waitFor(
    async () => {
      attempt += 1;
      await change(attempt);
      await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { timeout: 300, interval: 5 });
    },
    { timeout: 15_000, interval: 5 },
  );
}

describe.each(WAYS)('watchFolder, %s', (_way, options) => {
  it('notices a file that is written, replaced by a rename of equal size, and removed', async () => {
    const file = join(root, 'card', 'flow.json');
    const onChange = await watched(root, options);
    await expectNotice(onChange, (attempt) => writeFile(file, `two ${attempt}`));
    await expectNotice(onChange, async () => {
      await writeFile(join(root, '.new'), 'six');
      await rename(join(root, '.new'), file);
    });
    await expectNotice(onChange, async () => {
      await writeFile(file, 'x');
      await unlink(file);
    });
    expect(onChange).toHaveBeenCalled();
  });

  it('notices files in folders that come later, and in a folder that is replaced', async () => {
    const onChange = await watched(root, options);
    await expectNotice(onChange, () => mkdir(join(root, 'loan', 'lists'), { recursive: true }));
    await expectNotice(onChange, (attempt) => writeFile(join(root, 'loan', 'lists', 'a.csv'), `${attempt}`));
    await expectNotice(onChange, async (attempt) => {
      await mkdir(join(root, `.new${attempt}`));
      await rename(join(root, 'card'), join(root, `.old${attempt}`));
      await rename(join(root, `.new${attempt}`), join(root, 'card'));
    });
    await expectNotice(onChange, (attempt) => writeFile(join(root, 'card', 'flow.json'), `${attempt}`));
    expect(onChange).toHaveBeenCalled();
  });
});

describe('watchFolder', () => {
  it('waits for a folder that is not there yet', async () => {
    const onChange = await watched(join(root, 'later'), { debounceMs: 5, pollMs: 10 });
    expect(onChange).toHaveBeenCalled();
  });

  it('says nothing after it is closed', async () => {
    const onChange = await watched(root, { debounceMs: 1, pollMs: 5 });
    watcher?.close();
    onChange.mockClear();
    const other = vi.fn<() => void>();
    watcher = watchFolder(root, other, { debounceMs: 1, pollMs: 5 });
    await expectNotice(other, (attempt) => writeFile(join(root, 'card', 'flow.json'), `${attempt}`));
    expect(onChange).not.toHaveBeenCalled();
  });
});
