import { defineConfig } from 'vitest/config'

/** The longer proofs: too slow for every run, bounded in count and time. */
export default defineConfig({
  test: { include: ['test/**/*.proof.ts'], testTimeout: 600_000, hookTimeout: 60_000 },
})
