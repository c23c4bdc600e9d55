import { type Locale, LOCALES, localeFor } from '@latchkey/words/locales'
import { h } from '../command-words.ts'
import type { WizardConfig } from '../config.ts'
import { useLanguage } from '../language.ts'
import { savedLanguage } from '../settings.ts'
import { UsageError } from './io.ts'

/**
 * Speaks the language that somebody wants: `--language`, LATCHKEY_LANGUAGE, the one kept from earlier, the system's, else English.
 * It is chosen before the arguments are read in full, because their own errors are told in it.
 * @throws UsageError for a `--language` that is not spoken here
 */
export async function chooseLanguage(config: WizardConfig, args: readonly string[]): Promise<void> {
  const { named, system } = config.language
  const argument = languageArgument(args)
  if (argument === undefined) {
    const wished = [named, savedLanguage(config.settingsFile), ...system]
    await useLanguage(localeFor(wished.filter((tag) => tag !== null)))
    return
  }
  const locale = localeOfName(argument)
  if (locale === null) throw new UsageError(h.unknownLanguage(argument, Object.keys(LOCALES)))
  await useLanguage(locale)
}

function localeOfName(tag: string): Locale | null {
  const locale = localeFor([tag])
  // English is also what stands in for a language that there is not.
  return locale !== 'en' || /^en\b/i.test(tag) ? locale : null
}

function languageArgument(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => arg === '--language' || arg.startsWith('--language='))
  const found = args[at]
  if (found === undefined) return undefined
  return found === '--language' ? args[at + 1] : found.slice('--language='.length)
}
