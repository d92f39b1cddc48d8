/** What a thread is started from: the built file itself, or its TypeScript source when this very file is one (tests, `tsx`). */
export function threadEntry(built: URL): URL {
  if (!import.meta.url.endsWith('.ts')) return built;
  // Registers tsx from within: on Node 20 its `--import` does nothing in a worker thread.
  const tsx = import.meta.resolve('tsx/esm/api');
  const source = built.href.replace(/\.js$/, '.ts');
  const code = `import { register } from ${JSON.stringify(tsx)}; register(); await import(${JSON.stringify(source)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
