import { defineConfig } from 'vitest/config';

/** Tests run on the sources: `@gavel/source` is the export condition that leads to them, so nothing has to be built first. */
export default defineConfig({
  resolve: { conditions: ['@gavel/source'] },
  ssr: { resolve: { conditions: ['@gavel/source'], externalConditions: ['@gavel/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
