import { statfsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { LIMITS } from '@latchkey/core/limits'
import { StoreError } from '../store/errors.ts'
import type { CliContext } from './context.ts'
import type { DataFolder } from './data-folder.ts'
import type { Finding } from './doctor.ts'
import { countText } from './present.ts'
import { damageOf } from './restore.ts'

export function checkDatabase(folder: DataFolder): Finding {
  const damage = damageOf(folder.database)
  if (damage === null) {
    return { name: 'database', status: 'passed', words: 'Every page of it can be read.', wayOut: null }
  }
  const wayOut = 'Restore a backup: latchkey restore --force <file.tar>'
  return { name: 'database', status: 'failed', words: `${capital(damage)}.`, wayOut }
}

/** I1 to I9, as far as the data shows them (security.md). A running server holds the data and checks them itself. */
export async function checkInvariants({ folder, openStore }: CliContext): Promise<Finding> {
  const name = 'invariants'
  try {
    const store = await openStore(folder)
    try {
      const violations = await store.reads.invariantViolations()
      if (violations.length === 0) return { name, status: 'passed', words: 'All of them hold.', wayOut: null }
      const words = `${countText(violations.length, 'violation')}: ${violations.slice(0, 3).join('; ')}`
      return { name, status: 'failed', words, wayOut: 'Keep a backup as it is, and report this: it is a bug.' }
    } finally {
      await store.close()
    }
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
    return cause.problem === 'in-use'
      ? {
          name,
          status: 'skipped',
          words: 'The running server checks them hourly and logs what it finds.',
          wayOut: null,
        }
      : { name, status: 'failed', words: `${capital(cause.message)}.`, wayOut: 'Mend the database first.' }
  }
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

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
