import { statfsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '@latchkey/core/limits'
import { StoreError } from '../store/errors.ts'
import { examineDatabase } from '../store/sqlite/backup.ts'
import type { CliContext } from './context.ts'
import type { DataFolder } from './data-folder.ts'
import type { Finding } from './doctor.ts'

/** Its pages, and I1 to I9 as far as the data shows them (security.md); a running server is not disturbed. */
export function checkDatabase({ database }: DataFolder): readonly Finding[] {
  const found = faultsOf(database)
  const broken = found.filter((words) => /^(?:integrity|reference|unreadable):/.test(words))
  const violations = found.filter((words) => !broken.includes(words))
  return [
    broken.length === 0
      ? { name: 'database', status: 'passed', words: 'Every page of it can be read.', wayOut: null }
      : {
          name: 'database',
          status: 'failed',
          words: listText(broken),
          wayOut: 'Restore a backup: latchkey restore --force <file.tar>',
        },
    invariantsFinding(broken, violations),
  ]
}

function invariantsFinding(broken: readonly string[], violations: readonly string[]): Finding {
  const name = 'invariants'
  if (violations.length > 0) {
    const wayOut = 'Keep a backup as it is now, and report this: it is a bug.'
    return { name, status: 'failed', words: listText(violations), wayOut }
  }
  return broken.length > 0
    ? { name, status: 'skipped', words: 'The database must be mended first.', wayOut: null }
    : { name, status: 'passed', words: 'All of them hold.', wayOut: null }
}

function faultsOf(database: string): readonly string[] {
  try {
    return examineDatabase(database)
  } catch (cause) {
    if (cause instanceof StoreError) return [`unreadable: ${cause.message}`]
    throw cause
  }
}

const SHOWN_MAX = 3

function listText(words: readonly string[]): string {
  const more = words.length > SHOWN_MAX ? ` and ${words.length - SHOWN_MAX} more` : ''
  return `${words.slice(0, SHOWN_MAX).join('; ')}${more}`
}

/** Time only moves forward in the history, so a clock behind it is wrong. */
export function checkClock({ folder, clock }: CliContext): Finding {
  const now = clock()
  const shown = new Date(now).toISOString()
  const latest = latestEventAt(folder)
  if (latest === null)
    return { name: 'clock', status: 'skipped', words: `It reads ${shown}; nothing to compare it with.`, wayOut: null }
  const behindMs = latest - now
  const words = `It reads ${shown}`
  if (behindMs <= LIMITS.clockWarningMs) return { name: 'clock', status: 'passed', words: `${words}.`, wayOut: null }
  return {
    name: 'clock',
    status: behindMs > LIMITS.clockToleranceMs ? 'failed' : 'warned',
    words: `${words}, but something happened here at ${new Date(latest).toISOString()} already.`,
    wayOut: 'Set date and time of this machine; licenses and leases are dated by it.',
  }
}

function latestEventAt({ database }: DataFolder): number | null {
  try {
    const connection = new DatabaseSync(database, { readOnly: true, timeout: 10_000 })
    try {
      const found = connection.prepare('SELECT max(at) AS at FROM events').get()?.['at']
      return typeof found === 'number' ? found : null
    } finally {
      connection.close()
    }
  } catch {
    return null
  }
}

/** A server whose disk is full refuses every change. */
const SPACE_WARNED_BYTES = 1024 ** 3
const SPACE_FAILED_BYTES = 64 * 1024 ** 2

export function checkSpace({ path }: DataFolder): Finding {
  const { bavail, bsize } = statfsSync(path)
  const freeBytes = bavail * bsize
  const words = `${Math.floor(freeBytes / 1024 ** 2)} MiB are free.`
  if (freeBytes > SPACE_WARNED_BYTES) return { name: 'space', status: 'passed', words, wayOut: null }
  const status = freeBytes > SPACE_FAILED_BYTES ? 'warned' : 'failed'
  return { name: 'space', status, words, wayOut: 'Free some space: without it nothing can be activated or returned.' }
}
