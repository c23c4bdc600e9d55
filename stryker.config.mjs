/** Mutation testing of the rules: `npm run mutation`. Figures and the mutants that live: docs/proofs.md. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  mutate: ['packages/core/src/license.ts', 'packages/core/src/seats.ts'],
  ignorePatterns: [
    '/*',
    '!/packages',
    '/packages/*',
    '!/packages/core',
    '!/package.json',
    '!/vitest.mutation.config.ts',
  ],
  // TypeScript 7 has no JavaScript API for Stryker to rewrite a tsconfig with; the runner strips types and needs none.
  tsconfigFile: 'no-tsconfig.json',
  disableTypeChecks: false,
  concurrency: 2,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'reports/mutation.json' },
  thresholds: { high: 98, low: 95, break: 95 },
  tempDirName: '.stryker-tmp',
}
