import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests run on the sources: `@gavel/source` is the export condition that leads to them, so nothing has to be built first. */
export default defineConfig({
  resolve: { conditions: ['@gavel/source'] },
  ssr: { resolve: { conditions: ['@gavel/source'], externalConditions: ['@gavel/source'] } },
  test: {
    // No test is about time: these limits end what hangs, on a machine that is slow and busy too.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // Many tests wait for a service or a thread of their own: on two cores two files at once are done sooner.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      // The engine is pure: its tests can share what they load, which takes a third of their time.
      { extends: true, test: { name: 'engine', include: ['packages/engine/src/**/*.test.ts'], isolate: false } },
      {
        extends: true,
        test: {
          name: 'other',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['packages/engine/**', '**/node_modules/**'],
        },
      },
    ],
  },
});
