/** Longest name that is shown; names are at most 200 characters when they come from our own server. */
const NAME_CHARS_SHOWN_MAX = 200

/** Controls of direction and line: they would turn around or hide what stands beside the name (Unicode TR 36, "bidi text spoofing"). */
const TRICKS = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/** A name with what could deceive made visible, cut to what can be read. */
export function shownName(name: string): { readonly text: string; readonly cut: boolean } {
  const start = Array.from(name.slice(0, NAME_CHARS_SHOWN_MAX * 2))
    .slice(0, NAME_CHARS_SHOWN_MAX)
    .join('')
  return { text: start.replaceAll(TRICKS, '\uFFFD'), cut: start.length < name.length }
}
