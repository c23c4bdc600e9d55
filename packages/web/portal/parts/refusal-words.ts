import { type Refusal, type RefusalWords, wordsOf } from '@latchkey/core/refusals'
import { chosenLocale } from '../../app/languages.ts'
import { dateWords } from '../../ui/time-words.ts'

type Translations = Readonly<Record<string, string>>

const CATALOGS = import.meta.glob<Translations>(['../../../words/locales/*.po', '!**/en.po'], {
  query: '?refusals',
  import: 'refusals',
})

const locale = chosenLocale()
/** They come with the page that says them; choosing another language begins the portal anew. */
const translations = await CATALOGS[`../../../words/locales/${locale}.po`]?.()

/** A refusal that this page foretells, in the reader's language. */
export function refusalWords(refusal: Refusal): RefusalWords {
  return wordsOf(refusal, {
    instant: (at) => dateWords(at, locale),
    translate: (text) => translations?.[text] ?? text,
  })
}
