import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: more workers than that only make the slow tests slower.
    maxWorkers: 2,
    reporters: ['default', './scripts/counting-reporter.ts'],
  },
})
