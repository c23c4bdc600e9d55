import { expiryWindowOf, STANDINGS_TOLD_OF_EXPIRY } from '@latchkey/core/expiry'
import type { AccountId, EpochMs, LicenseId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { ok, type Result } from '@latchkey/core/result'
import type { CommandAnswers, CommandOf } from '../../store.ts'
import type { Reading } from '../connection.ts'
import { loadLicense } from '../load.ts'
import { queueMail } from '../queue-mail.ts'
import { noteEvent, type Writing } from '../save.ts'
import { licenseMail } from '../tell-owner.ts'

interface Due {
  readonly id: LicenseId
  readonly key_id: string
  readonly product: string
  readonly account: AccountId
  readonly expires_at: EpochMs
}

/** Written out, so that the index of ends is used. */
const STANDINGS = STANDINGS_TOLD_OF_EXPIRY.map((standing) => `'${standing}'`).join(', ')

/** What was told already is in `expiry_notices`: by step and by end, so that a license that was renewed is told of its new end. */
const DUE = /* sql */ `
  SELECT l.id, l.key_id, l.product, l.account, l.expires_at FROM licenses l
  WHERE l.expires_at > ? AND l.expires_at <= ? AND l.account IS NOT NULL AND l.standing IN (${STANDINGS}) AND NOT EXISTS (
    SELECT 1 FROM expiry_notices n WHERE n.license = l.id AND n.expires_at = l.expires_at AND n.days = ?)
  ORDER BY l.expires_at LIMIT ?`

function dueOf(db: Reading, days: number, now: EpochMs, countMax: number): readonly Due[] {
  const { from, to } = expiryWindowOf(days, now)
  return db.query<Due>(DUE).all(from, to, days, countMax)
}

/** Whether any owner is to be told of an end. */
export function hasDueExpiries(db: Reading, now: EpochMs): boolean {
  return LIMITS.expiryToldDays.some((days) => dueOf(db, days, now, 1).length > 0)
}

/**
 * Tells owners of ends that come near, at most `countMax` licenses at once; the notice, the event and the mail are one transaction. Seats of
 * one key that end together are one mail.
 */
export function performTellExpiries(
  writing: Writing,
  { countMax }: CommandOf<'tell-expiries'>,
): Result<CommandAnswers['tell-expiries'], never> {
  let told = 0
  const mailed = new Set<string>()
  for (const days of LIMITS.expiryToldDays) {
    for (const due of dueOf(writing.tx, days, writing.at, countMax - told)) {
      tell(writing, due, days, mailed)
      told += 1
    }
  }
  return ok({ told })
}

function tell(
  writing: Writing,
  { id, key_id: key, product, account, expires_at: expiresAt }: Due,
  days: number,
  mailed: Set<string>,
) {
  const { tx, at } = writing
  const record = loadLicense(tx, id)?.licenses[0]
  if (record === undefined) throw new Error(`license ${id} is missing`)
  tx.run('INSERT INTO expiry_notices (license, expires_at, days, at) VALUES (?, ?, ?, ?)', [id, expiresAt, days, at])
  const { event } = noteEvent(writing, record, 'expiry-told', { days, expiresAt })
  const same = [account, key, product, expiresAt].join(' ')
  if (mailed.has(same)) return
  mailed.add(same)
  const facts = { ...licenseMail(writing, record.license), expiresAt, days }
  queueMail(writing, event, { template: 'license-expires', facts, to: { account }, license: id })
}
