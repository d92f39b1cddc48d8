import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { walkFolder, type Entry } from './walk-folder.js';

/** How eagerly to look. */
export interface WatchOptions {
  /** How long it has to be quiet after the system's word of a change before the folder is looked at. */
  readonly debounceMs: number;
  /** How often it is looked at anyway: network and container mounts send no word. */
  readonly pollMs: number;
}

/** Stops watching; `onChange` is not called afterwards. */
export interface FolderWatcher {
  close(): void;
}

/**
 * Calls `onChange` when files below a folder were added, changed, replaced or removed; many changes at once may be one call. The system's
 * word of a change only makes it look sooner: what counts is whether size, times or identity of a file differ. The folder need not exist yet.
 * Does not keep the process alive. What changes before the call is not told: start watching, then read.
 */
export function watchFolder(dir: string, onChange: () => void, options: WatchOptions): FolderWatcher {
  const watching = new WatchedFolder(dir, onChange, options);
  return { close: () => watching.close() };
}

class WatchedFolder {
  private readonly watchers = new Map<string, FSWatcher>();
  private readonly poll: NodeJS.Timeout;
  private debounce: NodeJS.Timeout | undefined;
  /** Looks follow one another, so that an older one cannot overwrite what a newer one saw. */
  private looks: Promise<void>;
  private known: string | undefined;
  private closed = false;

  constructor(
    private readonly dir: string,
    private readonly onChange: () => void,
    private readonly options: WatchOptions,
  ) {
    this.looks = this.look();
    this.poll = setInterval(() => this.lookNext(), options.pollMs).unref();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    clearTimeout(this.debounce);
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private lookNext(): void {
    this.looks = this.looks.then(() => this.look());
  }

  private lookSoon(): void {
    clearTimeout(this.debounce);
    if (!this.closed) this.debounce = setTimeout(() => this.lookNext(), this.options.debounceMs).unref();
  }

  private async look(): Promise<void> {
    const entries = await walkFolder(this.dir).catch(() => []);
    if (this.closed) return;
    this.watchFolders(entries);
    const seen = entries.map(signature).join('\n');
    const before = this.known;
    this.known = seen;
    if (before !== undefined && before !== seen) this.onChange();
  }

  /** Folders are watched, not files: a file that is replaced by a rename takes its watcher with it. */
  private watchFolders(entries: readonly Entry[]): void {
    const folders = new Map(
      entries.flatMap(({ path, stats }) => (stats.isDirectory() ? [[`${path}#${stats.ino}`, join(this.dir, path)]] : [])),
    );
    folders.set('', this.dir);
    for (const [key, watcher] of this.watchers) if (!folders.has(key)) this.drop(key, watcher);
    for (const [key, path] of folders) if (!this.watchers.has(key)) this.watchOne(key, path);
  }

  private watchOne(key: string, path: string): void {
    try {
      const watcher = watch(path, { persistent: false }, () => this.lookSoon());
      this.watchers.set(key, watcher);
      watcher.on('error', () => this.drop(key, watcher));
    } catch {
      // The folder is gone, or the system has no watchers left: polling goes on.
    }
  }

  private drop(key: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.watchers.get(key) === watcher) this.watchers.delete(key);
  }
}

function signature({ path, stats }: Entry): string {
  return stats.isDirectory() ? `${path}/` : `${path} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}
