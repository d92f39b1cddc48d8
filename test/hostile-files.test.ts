import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { faultLine, loadCases, loadPolicy, type Fault } from '@gavel/engine';
import { readFlowFolder } from '@gavel/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_FLOWS } from './hostile/hostile-flows.js';
import { HOSTILE_RULES } from './hostile/hostile-rules.js';
import { GOOD, HOSTILE_LISTS, HOSTILE_NAMES, HOSTILE_TEXTS, type HostileFile } from './hostile/hostile-texts.js';

/** Time of this process's own work: a busy machine must not fail a file that is refused quickly. */
const MAX_CPU_MS = 1000;
/** What an exception of the runtime or of a library would sound like. */
const INTERNAL =
  /\b(undefined|NaN)\b|\[object |TypeError|RangeError|SyntaxError|Cannot (read|convert|access)|is not (a function|iterable|defined)|Maximum call stack|Unexpected token|JSON at position|Invalid regular expression|node_modules|\.[tj]s:\d/;

const FILES = [...HOSTILE_TEXTS, ...HOSTILE_LISTS, ...HOSTILE_NAMES, ...HOSTILE_RULES, ...HOSTILE_FLOWS];

interface Refusal {
  readonly faults: readonly Fault[];
  readonly cpuMs: number;
}

/** Loads policy and cases as the service does; `faults` are empty only where both were accepted. */
function refusalOf(files: Readonly<Record<string, string>>): Refusal {
  const before = process.cpuUsage();
  const results = [loadPolicy(files), loadCases(files)];
  const { user, system } = process.cpuUsage(before);
  return { faults: results.flatMap((result) => (result.ok ? [] : result.faults)), cpuMs: (user + system) / 1000 };
}

/** What is wrong with a message, so that a person could not act on it; undefined: nothing. */
function flawOf({ message, mend, file, pointer }: Fault): string | undefined {
  const text = `${message} ${mend ?? ''}`;
  if (file === undefined || file === '') return 'names no file';
  if (pointer !== '' && !pointer.startsWith('/')) return 'has no pointer';
  if (!/[.?!]$/.test(message) || message.length < 10) return 'is no sentence';
  if (text.length > 1000) return 'is longer than a person reads';
  return INTERNAL.test(text) ? 'speaks of the inside' : undefined;
}

describe('a hostile file', () => {
  it('is one of at least 200, each with a name of its own, made from a flow that loads', () => {
    expect(refusalOf(GOOD).faults).toEqual([]);
    expect(new Set(FILES.map(({ name }) => name)).size).toBe(FILES.length);
    expect(FILES.length).toBeGreaterThanOrEqual(200);
  });

  it.each(FILES.map((hostile) => [hostile.name.replaceAll('%', '%%'), hostile] as const))('is refused: %s', (_name, hostile) => {
    expect(objectionsTo(hostile)).toEqual([]);
  });

  /** What is wrong with how a file is refused; empty: nothing. */
  function objectionsTo({ file, files }: HostileFile): readonly string[] {
    const { faults, cpuMs } = refusalOf(files);
    const lines = faults.flatMap((fault) => {
      const flaw = flawOf(fault);
      return flaw === undefined ? [] : [`${flaw}: ${faultLine(fault).slice(0, 500)}`];
    });
    const isNamed = faults.some((fault) => fault.file === file || fault.message.includes(file));
    const hasMend = faults.some(({ mend, message }) => mend !== undefined || /\b(must be|is an?|at most|Too)\b/.test(message));
    return [
      ...lines,
      ...(isNamed ? [] : [`accepted, or another file is blamed: ${faults.map(faultLine).join('; ').slice(0, 500)}`]),
      ...(hasMend ? [] : ['says neither how to mend it nor what it must be']),
      ...(cpuMs < MAX_CPU_MS ? [] : [`took ${cpuMs} ms`]),
      ...(Object.hasOwn(Object.prototype, 'polluted') ? ['pollutes every object'] : []),
    ];
  }
});

describe('a hostile folder', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'gavel-hostile-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const FOLDERS: readonly (readonly [string, RegExp, (folder: string) => Promise<void>])[] = [
    ['a rule file of 100 MB', /64 MiB together/, (folder) => sparse(join(folder, 'velocity.rules.json'), 100_000_000)],
    [
      'a rule file of 2 MB',
      /velocity\.rules\.json is larger than 1 MiB/,
      (folder) => sparse(join(folder, 'velocity.rules.json'), 2_000_000),
    ],
    [
      'a list of 20 MB',
      /lists\/stolen-cards\.csv is larger than 16 MiB/,
      (folder) => sparse(join(folder, 'lists/stolen-cards.csv'), 20_000_000),
    ],
    [
      'UTF-16 with its mark',
      /policy\.json is not UTF-8: save/,
      (folder) => writeFile(join(folder, 'policy.json'), Buffer.from('\ufeff{}', 'utf16le')),
    ],
    [
      'Latin-1',
      /lists\/stolen-cards\.csv is not UTF-8/,
      (folder) => writeFile(join(folder, 'lists/stolen-cards.csv'), Buffer.from('value,note\nk1,caf\u00e9\n', 'latin1')),
    ],
    [
      'bytes that are no text',
      /flow\.json is not UTF-8/,
      (folder) => writeFile(join(folder, 'flow.json'), Buffer.from([0, 255, 254, 128, 1])),
    ],
    [
      'a link out of the folder',
      /x\.rules\.json is a link out of the folder/,
      (folder) => symlink('/etc/passwd', join(folder, 'x.rules.json')),
    ],
  ];

  it.each(FOLDERS)('is refused: %s', async (_name, message, damage) => {
    const folder = await mkdtemp(join(dir, 'flow-'));
    for (const [path, text] of Object.entries(GOOD)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await damage(folder);
    const before = process.cpuUsage();
    await expect(readFlowFolder(folder)).rejects.toThrow(message);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(MAX_CPU_MS);
  });
});

/** A file that says it is large and takes no room. */
async function sparse(path: string, bytes: number): Promise<void> {
  await writeFile(path, '');
  await truncate(path, bytes);
}
