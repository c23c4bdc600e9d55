/** What could deceive: controls, and marks that turn the direction of what stands beside a name (Unicode TR 36). */
const TRICKS = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/** No sentence of ours is as long, with the longest names that the server lets in; a browser lays longer ones out for seconds. */
const CHARS_MAX = 1_500

/** A text with names of others in it, harmless to show: React makes no markup of it, nothing turns it around, and it ends. */
export function plainText(text: string): string {
  const plain = text.replaceAll(TRICKS, '')
  return plain.length <= CHARS_MAX
    ? plain
    : `${plain
        .slice(0, CHARS_MAX)
        .toWellFormed()
        .replace(/\uFFFD$/u, '')}…`
}
