import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The laws of the code that a machine can check. The linter holds the rest. */
const ROOT = resolve(import.meta.dirname, '..');
const SKIPPED = new Set(['node_modules', 'dist', '.turbo', '.gavel', '.git', 'coverage']);

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const SOURCES = ['apps', 'packages', 'test'].flatMap(filesUnder).filter((path) => /\.tsx?$/.test(path));
const PRODUCT = SOURCES.filter((path) => !path.endsWith('.test.ts') && !path.startsWith('test/'));
const ENGINE = PRODUCT.filter((path) => path.startsWith('packages/engine/src/') && !path.includes('/testing/'));

/** Code without comments and string contents would need a parser; comments go, which is enough for these patterns. */
const code = (path: string): string =>
  read(path)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');
const imports = (path: string): string[] => [...read(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);
const offenders = (paths: readonly string[], isBad: (path: string) => boolean): string[] => paths.filter(isBad);

describe('the tree', () => {
  it('has the top level that the design names', () => {
    const top = readdirSync(ROOT);
    for (const name of [
      'package.json',
      'turbo.json',
      'tsconfig.base.json',
      'apps',
      'packages',
      'rules',
      'models',
      'flags',
      'test',
      'docs',
      'README.md',
      'LICENSE',
    ]) {
      expect(top).toContain(name);
    }
  });

  it('keeps data and code apart', () => {
    const inData = ['rules', 'models', 'flags'].flatMap(filesUnder);
    expect(offenders(inData, (path) => /\.[cm]?[jt]sx?$/.test(path))).toEqual([]);
  });

  it('names files in kebab-case after what they hold, and has no room for odds and ends', () => {
    expect(offenders(SOURCES, (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.property)?(\.(test|config|d))?\.tsx?$/.test(basename(path)))).toEqual(
      [],
    );
    const vague = /(^|\/)(utils?|helpers?|common|shared|base|misc)(\/|\.tsx?$)/;
    expect(offenders(SOURCES, (path) => vague.test(path))).toEqual([]);
  });

  it('keeps files at 300 lines or less', () => {
    expect(offenders(PRODUCT, (path) => read(path).split('\n').length > 301)).toEqual([]);
  });

  it('has no barrel but the entries that a package.json names', () => {
    const entries = new Set(
      filesUnder('packages')
        .filter((path) => basename(path) === 'package.json')
        .flatMap((path) => [...read(path).matchAll(/"@gavel\/source": "\.\/([^"]+)"/g)].map((match) => join(dirname(path), match[1]!))),
    );
    expect(offenders(PRODUCT, (path) => basename(path) === 'index.ts' && !entries.has(path))).toEqual([]);
    expect(offenders(PRODUCT, (path) => basename(path) !== 'index.ts' && /^export (\*|\{[^}]*\}) from/m.test(code(path)))).toEqual([]);
  });

  it('has no TODO, no default export, no I-prefixed interface', () => {
    expect(offenders(PRODUCT, (path) => /\b(TODO|FIXME|XXX)\b/.test(read(path)))).toEqual([]);
    expect(offenders(PRODUCT, (path) => /^export default/m.test(code(path)))).toEqual([]);
    expect(offenders(PRODUCT, (path) => /\binterface I[A-Z][a-z]/.test(code(path)))).toEqual([]);
  });

  it('documents every export of a package', () => {
    const undocumented = PRODUCT.filter((path) => path.endsWith('/index.ts')).flatMap((entry) =>
      exportsOf(entry).filter((found) => !found.documented),
    );
    expect(undocumented.map((found) => `${found.file}: ${found.name}`)).toEqual([]);
  });
});

describe('the arrows', () => {
  const siblings = /^@gavel\/(store|models|files|backtest|decision-api|cli|console)/;
  const world =
    /^(@nestjs|typeorm|pg$|@tensorflow|onnxruntime|unleash-client|fastify|node:(fs|net|http|child_process|worker_threads|timers|os))/;

  it('lets the engine know nobody and touch no world', () => {
    expect(offenders(ENGINE, (path) => imports(path).some((name) => siblings.test(name) || world.test(name)))).toEqual([]);
    const impure = /\b(Date\.now|Math\.random|setTimeout|setInterval|setImmediate|performance\.now|process\.)\b|new Date\(\)/;
    expect(offenders(ENGINE, (path) => impure.test(code(path)))).toEqual([]);
  });

  it('lets packages know the engine alone, and never an app', () => {
    const others = PRODUCT.filter((path) => path.startsWith('packages/') && !path.startsWith('packages/engine/'));
    expect(offenders(others, (path) => imports(path).some((name) => siblings.test(name)))).toEqual([]);
  });

  it.each([
    ['json-rules-engine', 'packages/engine/src/rules/'],
    ['typeorm', 'packages/store/'],
    ['@tensorflow/', 'packages/models/'],
    ['onnxruntime', 'packages/models/'],
    ['unleash-client', 'apps/decision-api/src/flags/'],
    ['@nestjs/', 'apps/decision-api/'],
  ])('keeps %s in %s', (library, room) => {
    expect(offenders(PRODUCT, (path) => !path.startsWith(room) && imports(path).some((name) => name.startsWith(library)))).toEqual([]);
  });

  it('reads the environment in one file of an app', () => {
    const readers = offenders(PRODUCT, (path) => /process\.env/.test(code(path)));
    expect(offenders(readers, (path) => !/^apps\/[a-z-]+\/src\/config\.ts$/.test(path))).toEqual([]);
  });

  it('runs no code made of text', () => {
    expect(offenders(PRODUCT, (path) => /\beval\(|new Function\(/.test(code(path)))).toEqual([]);
  });
});

describe('the repository', () => {
  it('keeps large files out', () => {
    const kept = ['rules', 'models', 'flags', 'docs', 'apps', 'packages', 'test'].flatMap(filesUnder);
    expect(offenders(kept, (path) => statSync(join(ROOT, path)).size > 1_048_576)).toEqual([]);
  });
});

interface Exported {
  readonly file: string;
  readonly name: string;
  readonly documented: boolean;
}

/** The names that an entry gives out, and whether a doc comment stands before each declaration. */
function exportsOf(entry: string): Exported[] {
  const text = code(entry);
  const all = [...text.matchAll(/export \* from '([^']+)'/g)].flatMap((match) => declarationsIn(target(entry, match[1]!)));
  const some = [...text.matchAll(/export (?:type )?\{([^}]+)\} from '([^']+)'/g)].flatMap((match) => {
    const names = new Set(
      match[1]!.split(',').map((name) =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*/, ''),
      ),
    );
    return declarationsIn(target(entry, match[2]!)).filter((found) => names.has(found.name));
  });
  return [...all, ...some];
}

function target(entry: string, specifier: string): string {
  return relative(ROOT, resolve(ROOT, dirname(entry), specifier.replace(/\.js$/, '.ts')));
}

function declarationsIn(file: string): Exported[] {
  if (file.endsWith('/index.ts')) return exportsOf(file);
  const lines = read(file).split('\n');
  return lines.flatMap((line, index) => {
    const name = /^export (?:abstract |async )?(?:const|function\*?|class|interface|type) (\w+)/.exec(line)?.[1];
    if (name === undefined) return [];
    // A type inferred from the schema above it is documented by that schema.
    const before = lines.slice(0, index).findLast((earlier) => !earlier.startsWith('@')) ?? '';
    return [{ file, name, documented: before.trimEnd().endsWith('*/') || /z\.infer</.test(line) }];
  });
}
