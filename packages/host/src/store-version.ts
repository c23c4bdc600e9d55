import { join } from 'node:path'
import { listNames, readFileOrNull, StoreDenied } from './files.ts'

/** The version of every record that this License Wizard writes. */
export const STORE_VERSION = 1

const FOLDERS = ['', 'journal', 'receipts', 'requests']

/**
 * The first record that a newer License Wizard has kept in a store; null when this one can read them all. A record that cannot be read
 * counts as not there, and is written over in the end: what a newer version began must not be lost that way.
 */
export async function newerRecordIn(store: string): Promise<string | null> {
  for (const folder of FOLDERS) {
    const directory = join(store, folder)
    const names = (await listNames(directory).catch(noneIfDenied)).filter((name) => name.endsWith('.json'))
    const paths = names.map((name) => join(directory, name))
    const newer = await Promise.all(paths.map(isNewer))
    const path = paths.find((_, at) => newer[at])
    if (path !== undefined) return path
  }
  return null
}

async function isNewer(path: string): Promise<boolean> {
  try {
    const record: unknown = JSON.parse((await readFileOrNull(path)) ?? '')
    if (typeof record !== 'object' || record === null || !('version' in record)) return false
    return typeof record.version === 'number' && record.version > STORE_VERSION
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof StoreDenied) return false
    throw error
  }
}

/** What this user may not look at, this user cannot spoil either. */
function noneIfDenied(error: unknown): readonly string[] {
  if (error instanceof StoreDenied) return []
  throw error
}
