import { join } from 'node:path'
import type { UserConfig } from 'vite'
import base from './vite.config.ts'

/** The page of the License Wizard's window (scripts/build-pages.ts). */
export default {
  ...base,
  build: { ...base.build, rolldownOptions: { input: [join(import.meta.dirname, 'wizard.html')] } },
} satisfies UserConfig
