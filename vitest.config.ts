import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { WholeSystemFirst } from './scripts/whole-system-first.ts'

// The hundreds of processes that the tests start, and their threads, strip and compile the sources once between them.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/latchkey', import.meta.url))

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/slow/**', '**/node_modules/**'],
    // Only what hangs is ended: a walk through KB1023 takes seconds on a quiet machine, and a minute where others work too.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Two cores: more workers than that only make the slow tests slower (with three, the window's took half as long again).
    maxWorkers: 2,
    sequence: { sequencer: WholeSystemFirst },
    reporters: ['default', './scripts/counting-reporter.ts'],
  },
})
