/** What could deceive: controls, and marks that turn the direction of what stands beside a name (Unicode TR 36). */
const TRICKS = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/** A text with names of others in it, harmless to show: React makes no markup of it, and nothing turns it around. */
export function plainText(text: string): string {
  return text.replaceAll(TRICKS, '')
}
