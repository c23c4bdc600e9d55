import { basename } from 'node:path'
import type { Plugin } from 'vite'
import { LOCALES, type Locale } from '../locales.ts'
import { pagesCatalog, pathOfCatalog, readCatalog } from './catalog.ts'

/**
 * For Vite: a catalog (`*.po`) as a module, with what the pages say and nothing of the wizard; as `*.po?shared` only with what portal and
 * console have in common.
 */
export function pagesWords(): Plugin {
  return {
    name: 'latchkey-words',
    load: {
      filter: { id: /\/locales\/[\w-]+\.po(?:\?shared)?$/ },
      async handler(id) {
        const [path = '', query] = id.split('?')
        const locale = basename(path, '.po')
        if (!isLocale(locale)) return null
        this.addWatchFile(pathOfCatalog(locale))
        const messages = pagesCatalog(await readCatalog(locale), query === undefined ? 'all' : 'shared')
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
