/** The languages of the screens: their own names and directions of writing. */
export const LOCALES = {
  en: { name: 'English', direction: 'ltr' },
  de: { name: 'Deutsch', direction: 'ltr' },
  fr: { name: 'Français', direction: 'ltr' },
  es: { name: 'Español', direction: 'ltr' },
  ja: { name: '日本語', direction: 'ltr' },
  'zh-Hans': { name: '简体中文', direction: 'ltr' },
  ar: { name: 'العربية', direction: 'rtl' },
} as const satisfies Record<string, { readonly name: string; readonly direction: 'ltr' | 'rtl' }>

export type Locale = keyof typeof LOCALES

/** The first of the wished languages that there is (`navigator.languages`: `de-AT` is `de`, `zh-CN` is `zh-Hans`), else English. */
export function localeFor(wished: readonly string[]): Locale {
  for (const language of wished) {
    const locale = localeOf(language)
    if (locale !== null) return locale
  }
  return 'en'
}

/** The languages of an `Accept-Language` header (RFC 9110 12.5.4), most wished first; those that are not wanted left out. */
export function wishedLanguages(header: string): readonly string[] {
  return header
    .split(',', WISHES_MAX)
    .map((part) => {
      const [tag = '', quality] = part.split(';').map((text) => text.trim())
      return { tag, weight: quality === undefined ? 1 : Number(/^q=([\d.]+)$/.exec(quality)?.[1] ?? 0) }
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

/** Nobody reads more languages; a longer header is somebody else's. */
const WISHES_MAX = 20

function localeOf(language: string): Locale | null {
  if (isLocale(language)) return language
  const [primary = ''] = language.toLowerCase().split('-')
  // Traditional Chinese is another script; its readers are better served by their next language.
  if (primary === 'zh') return /-(?:hant|tw|hk|mo)\b/i.test(language) ? null : 'zh-Hans'
  return isLocale(primary) ? primary : null
}

/** Whether a tag is one of ours, as it is written here. */
export function isLocale(text: string): text is Locale {
  return Object.hasOwn(LOCALES, text)
}
