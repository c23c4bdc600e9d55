import type { EventId } from '@latchkey/core/ids'
import { decideRotation, recipientOfRotation, type RotatedLicense } from '@latchkey/core/key-rotation'
import { applyAll } from '@latchkey/core/license'
import { err, ok, type Result } from '@latchkey/core/result'
import type { MailToQueue } from '../../../mail/mail.ts'
import type { KeyRecord, LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import type { KeyView } from '../../views.ts'
import { loadCase } from '../case-record.ts'
import { loadKey } from '../load.ts'
import { queueMail } from '../queue-mail.ts'
import { viewKey } from '../reads/keys.ts'
import { closeRequest, openRequestsOf } from '../return-requests.ts'
import { noteOnLicense, saveLicense, writeEvent, type Writing } from '../save.ts'
import { isUniqueViolation } from '../sqlite-errors.ts'
import { tellOwner } from '../tell-owner.ts'
import { tellAnswer } from './case-effects.ts'
import { productsOfKey } from './key-mail.ts'
import { isSettled } from './support-return.ts'

type RotateKey = CommandOf<'rotate-key'>

/** Replaces a leaked key. From here on the old text is refused; whatever its licenses are used for goes on. */
export function performRotateKey(
  writing: Writing,
  command: RotateKey,
): Result<CommandAnswers['rotate-key'], CommandNo> {
  const { tx, at } = writing
  const key = loadKey(tx, command.keyId)
  if (key === null) return err('NOT_FOUND')
  const decision = decideRotation(
    key.licenses.map(({ license }) => license),
    command.asked,
    at,
  )
  if (!decision.ok) return decision
  if (!replaceText(writing, key, command)) return err('ALREADY_EXISTS')
  const facts = { keyId: key.id, last5: command.key.last5, replacedLast5: key.last5, note: command.note }
  const event = writeEvent(writing, 'key-rotated', facts, null)
  const after = key.licenses.map((record) => {
    const noted = noteOnLicense(writing, record, 'key-replaced', {
      last5: command.key.last5,
      replacedLast5: key.last5,
    })
    const change = decision.value.find(({ license }) => license.id === record.license.id)
    return change === undefined ? noted : takeBack(writing, noted, change, command.note)
  })
  closeSettled(writing, decision.value)
  const view = viewKey(tx, key.id, at)
  if (view === null) throw new Error('the key just replaced is missing')
  return ok({ ...view, mailedTo: sendKey(writing, command, { event, after, view }), sealed: command.key.sealed })
}

/** The old digest stays known, so that whoever uses it is told. False if the new text is somebody's key already. */
function replaceText({ tx, at }: Writing, { id, last5 }: KeyRecord, { key }: RotateKey): boolean {
  tx.run(
    `INSERT INTO retired_keys (digest, key_id, last5, retired_at)
     SELECT digest, id, ?, ? FROM activation_keys WHERE id = ?`,
    [last5, at, id],
  )
  try {
    const sql = 'UPDATE activation_keys SET digest = ?, sealed = ?, last5 = ?, legacy = 0 WHERE id = ?'
    return tx.run(sql, [key.digest, key.sealed, key.last5, id]) === 1
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

/** What somebody else has activated or associated. */
function takeBack(writing: Writing, before: LicenseRecord, { events }: RotatedLicense, note: string): LicenseRecord {
  const { license } = before
  const isReleased = events.some(({ type }) => type === 'released')
  const releasedFrom = isReleased ? (license.associatedTo ?? undefined) : undefined
  const change = { reason: 'abuse', note, releasedFrom } as const
  const saved = saveLicense(writing, before, applyAll(license, events), events, change)
  const told = { before: license, asking: null, returned: { reason: 'abuse', released: isReleased } } as const
  for (const { id, event } of saved.events) tellOwner(writing, { ...told, eventId: id, event })
  return saved.record
}

/** Cases that have nothing left to return. */
function closeSettled(writing: Writing, rotated: readonly RotatedLicense[]): void {
  const open = new Set(rotated.flatMap(({ license }) => openRequestsOf(writing.tx, license.id)))
  for (const id of open) {
    if (!isSettled(writing.tx, id)) continue
    const found = loadCase(writing.tx, id)
    const event = closeRequest(writing, id, 'returned', CLOSED)
    if (found !== null) tellAnswer(writing, found, event, CLOSED)
  }
}

const CLOSED = 'The license was returned, and its Activation Key was replaced by a new one.'

interface Rotated {
  readonly event: EventId
  readonly after: readonly LicenseRecord[]
  readonly view: KeyView
}

/** Sends the new key to whoever was named, else to the only owner; gives the address. */
function sendKey(writing: Writing, { recipient, keyId }: RotateKey, { event, after, view }: Rotated): string | null {
  const owner = recipientOfRotation(after.map(({ license }) => license))
  const to = recipient ?? (owner === null ? null : { account: owner })
  if (to === null) return null
  const mail: MailToQueue = {
    template: 'key-replaced',
    facts: { key: keyId, order: view.order, products: productsOfKey(view) },
    to,
  }
  return queueMail(writing, event, mail)
}
