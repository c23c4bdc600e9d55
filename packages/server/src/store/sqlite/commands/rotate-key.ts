import type { EventId, LicenseId } from '@latchkey/core/ids'
import { decideRotation, ownersOf, recipientOfRotation, type Rotation } from '@latchkey/core/key-rotation'
import { applyAll } from '@latchkey/core/license'
import { err, ok, type Result } from '@latchkey/core/result'
import type { MailToQueue } from '../../../mail/mail.ts'
import type { KeyRecord, LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import type { KeyView } from '../../views.ts'
import { loadKey, loadLicense, loadProduct } from '../load.ts'
import { peopleOf } from '../organizations.ts'
import { queueMail } from '../queue-mail.ts'
import { viewKey } from '../reads/keys.ts'
import { noteOnLicense, saveLicense, writeEvent, type Writing } from '../save.ts'
import { isUniqueViolation } from '../sqlite-errors.ts'
import { licenseMail } from '../tell-owner.ts'
import { productsOfKey } from './key-mail.ts'
import { performSupportReturn } from './support-return.ts'

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
  for (const record of key.licenses) {
    noteOnLicense(writing, record, 'key-replaced', { last5: command.key.last5, replacedLast5: key.last5 })
  }
  const { returning, releasing } = decision.value
  for (const released of releasing) release(writing, released, command.note)
  for (const { license, releases } of returning) takeBack(writing, command, license.id, releases)
  const after = loadKey(tx, key.id)?.licenses ?? []
  const view = viewKey(tx, key.id, at)
  if (view === null) throw new Error('the key just replaced is missing')
  const named = new Set(returning.map(({ license }) => license.id))
  const waiting = after.filter(({ license }) => license.activatedOn !== null && named.has(license.id))
  const rotated = { event, after, view, replacedLast5: key.last5 }
  tellOtherOwners(writing, command, rotated)
  return ok({
    ...view,
    mailedTo: sendKey(writing, command, rotated),
    waitingLicenseIds: waiting.map(({ license }) => license.id),
    sealed: command.key.sealed,
  })
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

/** Through the door of every support return: what is risky waits. Whatever is refused there leaves the PC its license. */
function takeBack(
  writing: Writing,
  { operation, actor, at, note }: RotateKey,
  licenseId: LicenseId,
  releases: boolean,
) {
  performSupportReturn(writing, {
    type: 'support-return',
    operation,
    actor,
    at,
    target: { licenseId },
    reason: 'abuse',
    note,
    releaseFromAccount: releases,
    returnRequestId: null,
  })
}

/** An association that somebody else has made; whoever it belonged to is told. */
function release(writing: Writing, { license, events }: Rotation['releasing'][number], note: string): void {
  const record = loadLicense(writing.tx, license.id)?.licenses[0]
  if (record === undefined) throw new Error(`license ${license.id} is missing`)
  const saved = saveLicense(writing, record, applyAll(license, events), events, { reason: 'abuse', note })
  const [first] = saved.events
  if (first === undefined || license.associatedTo === null) return
  queueMail(writing, first.id, {
    template: 'released-by-support',
    facts: licenseMail(writing, license),
    to: { account: license.associatedTo },
    license: license.id,
  })
}

interface Rotated {
  readonly event: EventId
  readonly after: readonly LicenseRecord[]
  readonly view: KeyView
  readonly replacedLast5: string
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

/** Owners to whom the new key was not sent learn that there is one, and nothing of who has it or what else it is for. */
function tellOtherOwners(writing: Writing, { recipient }: RotateKey, rotated: Rotated): void {
  const { tx } = writing
  const { event, after, view, replacedLast5 } = rotated
  const licenses = after.map(({ license }) => license)
  if (recipient === undefined && recipientOfRotation(licenses) !== null) return
  for (const owner of ownersOf(licenses)) {
    const own = licenses.filter(({ associatedTo }) => associatedTo === owner)
    const products = [...new Set(own.map(({ product }) => loadProduct(tx, product).name))]
    const facts = { order: view.order, replacedLast5, last5: view.last5, products }
    for (const { id, email } of peopleOf(tx, owner)) {
      if (email.toLowerCase() === recipient?.address.toLowerCase()) continue
      queueMail(writing, event, { template: 'key-replaced-notice', facts, to: { account: id } })
    }
  }
}
