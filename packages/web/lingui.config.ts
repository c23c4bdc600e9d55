import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de', 'fr', 'es', 'ja', 'zh-Hans', 'ar'],
  // The gallery speaks to developers, in English only.
  catalogs: [{ path: '<rootDir>/locales/{locale}', include: ['<rootDir>/ui'], exclude: ['**/gallery/**'] }],
  format: formatter({ lineNumbers: false }),
})
