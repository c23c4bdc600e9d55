import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** The tests that judge mutants of the rules: those of the core without the long model check and the keys, on the core's sources beside them. */
export default defineConfig({
  resolve: {
    // The package name leads through node_modules to the sources that are not mutated.
    alias: [
      {
        find: /^@latchkey\/core\/(.*)$/,
        replacement: fileURLToPath(new URL('packages/core/src/$1.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['packages/core/test/**/*.test.ts'],
    exclude: ['packages/core/test/{model,activation-key,reed-solomon}.test.ts'],
  },
})
