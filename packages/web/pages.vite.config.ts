import { join } from 'node:path'
import type { UserConfig } from 'vite'
import { operationsAsData } from './operations-plugin.ts'
import base from './vite.config.ts'

const root = import.meta.dirname

/** The pages that the license server serves: the customer portal and the console (scripts/build-pages.ts). */
export default {
  ...base,
  plugins: [...(base.plugins ?? []), operationsAsData()],
  build: {
    ...base.build,
    rolldownOptions: { input: [join(root, 'portal', 'index.html'), join(root, 'console', 'index.html')] },
  },
} satisfies UserConfig
