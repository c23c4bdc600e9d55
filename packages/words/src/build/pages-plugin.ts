import { basename } from 'node:path'
import type { Plugin } from 'vite'
import { LOCALES, type Locale } from '../locales.ts'
import { pagesCatalog, pathOfCatalog, readCatalog } from './catalog.ts'

/** For Vite: a catalog (`*.po`) as a module, with what the pages say and nothing of the wizard. */
export function pagesWords(): Plugin {
  return {
    name: 'latchkey-words',
    load: {
      filter: { id: /\/locales\/[\w-]+\.po$/ },
      async handler(id) {
        const locale = basename(id, '.po')
        if (!isLocale(locale)) return null
        this.addWatchFile(pathOfCatalog(locale))
        const messages = pagesCatalog(await readCatalog(locale))
        return {
          code: `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(messages))})`,
          moduleType: 'js',
        }
      },
    },
  }
}

function isLocale(text: string): text is Locale {
  return Object.hasOwn(LOCALES, text)
}
