import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export of its configuration.
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: 'test/kit/set-up.ts',
    benchmark: { include: ['test/bench/**/*.bench.ts'] },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more files at once would only make servers wait for each other.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['pod-server/storage/**/*.ts', 'pod-server/authorization/**/*.ts'],
      exclude: ['test/**'],
      reporter: ['text'],
      // What is least forgiven: where bytes are kept, and who may read them.
      thresholds: {
        'pod-server/storage/**': { branches: 95 },
        'pod-server/authorization/**': { branches: 95 },
      },
    },
  },
});
