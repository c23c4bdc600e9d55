import { resolve } from 'node:path'
import { defineConfig } from '@lingui/cli'
import { extractor as babelExtractor } from '@lingui/cli/api'
import { formatter } from '@lingui/format-po'
import { wordsExtractor } from './src/build/extractor.ts'
import { LOCALES } from './src/locales.ts'

/** One catalog for every screen, refusal and command: `npm run words -w @latchkey/words` brings it up to date. */
export default defineConfig({
  rootDir: resolve(import.meta.dirname, '../..'),
  sourceLocale: 'en',
  locales: Object.keys(LOCALES),
  catalogs: [
    {
      path: '<rootDir>/packages/words/locales/{locale}',
      include: [
        '<rootDir>/packages/core/src',
        '<rootDir>/packages/wizard/src',
        '<rootDir>/packages/server/src/mail',
        '<rootDir>/packages/server/src/http/pages',
        '<rootDir>/packages/server/src/store',
        '<rootDir>/packages/web/app',
        '<rootDir>/packages/web/portal',
        '<rootDir>/packages/web/ui',
        '<rootDir>/packages/web/wizard',
      ],
      // The gallery speaks to developers, in English only.
      exclude: ['**/gallery/**', '**/node_modules/**'],
    },
  ],
  extractors: [wordsExtractor, babelExtractor],
  format: formatter({ lineNumbers: false }),
})
