import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What a person has chosen to stay: one small file of their own. */
interface Settings {
  readonly language?: string
}

/** The language chosen earlier; null for none, and for a file that is missing or unreadable: a setting is never worth an error. */
export function savedLanguage(file: string | null): string | null {
  const { language } = readSettings(file)
  return typeof language === 'string' ? language : null
}

/**
 * Keeps the language for the next start.
 * @returns false where it cannot be kept: it is spoken all the same
 */
export function saveLanguage(file: string | null, language: string): boolean {
  if (file === null) return false
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify({ ...readSettings(file), language }, null, 2)}\n`)
    return true
  } catch {
    return false
  }
}

function readSettings(file: string | null): Settings {
  if (file === null) return {}
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof settings === 'object' && settings !== null ? settings : {}
  } catch {
    return {}
  }
}
