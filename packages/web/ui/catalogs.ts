import type { Messages } from '@lingui/core'
import type { Locale } from '@latchkey/words/locales'

const CATALOGS = import.meta.glob<Messages>('../../words/locales/*.po', { import: 'messages' })

/** The words of the pages in one language; the others are not loaded. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const load = CATALOGS[`../../words/locales/${locale}.po`]
  if (load === undefined) throw new Error(`there is no catalog of ${locale}`)
  return load()
}
