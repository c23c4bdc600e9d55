import { basename } from 'node:path'
import type { Plugin } from 'vite'
import { LOCALES, type Locale } from '../locales.ts'
import { pagesCatalog, pathOfCatalog, readCatalog, refusalsCatalog } from './catalog.ts'

/**
 * For Vite: a catalog (`*.po`) as a module, with what the pages say and nothing of the wizard; as `*.po?shared` only with what portal and
 * console have in common; as `*.po?refusals` with the refusals, by their English texts.
 */
export function pagesWords(): Plugin {
  return {
    name: 'latchkey-words',
    load: {
      filter: { id: /\/locales\/[\w-]+\.po(?:\?(?:shared|refusals))?$/ },
      async handler(id) {
        const [path = '', query] = id.split('?')
        const locale = basename(path, '.po')
        if (!isLocale(locale)) return null
        this.addWatchFile(pathOfCatalog(locale))
        const entries = await readCatalog(locale)
        const [name, words] =
          query === 'refusals'
            ? ['refusals', refusalsCatalog(entries)]
            : ['messages', pagesCatalog(entries, query === 'shared' ? 'shared' : 'all')]
        return {
          code: `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(words))})`,
          moduleType: 'js',
        }
      },
    },
  }
}

function isLocale(text: string): text is Locale {
  return Object.hasOwn(LOCALES, text)
}
