/** The languages Latchkey speaks to people, as BCP 47 tags; the first one is what is spoken when nobody has chosen. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja', 'zh-Hans', 'ar'] as const

export type Language = (typeof LANGUAGES)[number]
