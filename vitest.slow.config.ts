import base from './vitest.config.ts'

/** What takes too long for every run of the tests: `npm run test:package`. */
export default {
  ...base,
  test: { ...base.test, include: ['test/slow/**/*.test.ts'], exclude: [], maxWorkers: 1 },
}
