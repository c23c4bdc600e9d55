import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { type ConnectionChoice, NOTHING_CHOSEN, readConnectionChoice } from '@latchkey/host/connection'

/** What a person has chosen to stay: one small file of their own. */
interface Settings {
  readonly language?: string
  readonly connection?: unknown
}

/** The language chosen earlier; null for none, and for a file that is missing or unreadable: that is told (settingsRefusal), and stops nobody. */
export function savedLanguage(file: string | null): string | null {
  const { language } = readSettings(file)
  return typeof language === 'string' ? language : null
}

/**
 * Keeps the language for the next start.
 * @returns false where it cannot be kept: it is spoken all the same
 */
export function saveLanguage(file: string | null, language: string): boolean {
  return save(file, { language })
}

/** The way to the server chosen earlier. */
export function savedConnection(file: string | null): ConnectionChoice {
  const { connection } = readSettings(file)
  return readConnectionChoice(connection) ?? NOTHING_CHOSEN
}

/**
 * Keeps the way to the server for the next start.
 * @returns false where it cannot be kept: it is used all the same
 */
export function saveConnection(file: string | null, connection: ConnectionChoice): boolean {
  return save(file, { connection })
}

/** For this person's eyes only: an address of a proxy may hold a password. */
const MODE = 0o600

function save(file: string | null, changes: Settings): boolean {
  if (file === null) return false
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify({ ...readSettings(file), ...changes }, null, 2)}\n`, { mode: MODE })
    chmodSync(file, MODE)
    return true
  } catch {
    return false
  }
}

/** SETTINGS_DAMAGED where there is a file that says nothing we understand; null else. */
export function settingsRefusal(file: string | null): Refusal | null {
  if (file === null) return null
  const settings = parsedSettings(file)
  if (settings === 'none') return null
  const isSound =
    settings !== 'damaged' &&
    (settings.language === undefined || typeof settings.language === 'string') &&
    (settings.connection === undefined || readConnectionChoice(settings.connection) !== null)
  return isSound ? null : refusal('SETTINGS_DAMAGED', { path: file })
}

function readSettings(file: string | null): Settings {
  const settings = file === null ? 'none' : parsedSettings(file)
  return typeof settings === 'string' ? {} : settings
}

function parsedSettings(file: string): Settings | 'none' | 'damaged' {
  try {
    const settings: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof settings === 'object' && settings !== null && !Array.isArray(settings) ? settings : 'damaged'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'damaged'
  }
}
