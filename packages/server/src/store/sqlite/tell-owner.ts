import type { MailToQueue } from '../../mail/mail.ts'
import { type Asking, signedOf } from '@latchkey/core/host-operation'
import type { AccountId, EventId, HostId } from '@latchkey/core/ids'
import type { License, LicenseEvent } from '@latchkey/core/license'
import { isOwnedBy } from '@latchkey/core/organization'
import type { ReturnReason } from '@latchkey/core/return-request'
import { loadHostName } from './host-names.ts'
import { loadProduct } from './load.ts'
import { queueMail } from './queue-mail.ts'
import type { Writing } from './save.ts'

/** Something that happened to a license that had an owner before. */
export interface Happening {
  readonly eventId: EventId
  readonly event: LicenseEvent
  readonly before: License
  /** Null for Support: then somebody else than the owner did it, always. */
  readonly asking: Asking | null
  /** Of a support return. */
  readonly returned?: { readonly reason: ReturnReason; readonly released: boolean }
}

/** Owners are told by mail of what others do with their licenses: activated by key alone, transferred, returned or released by Support. */
export function tellOwner(writing: Writing, happening: Happening): void {
  const owner = ownerToTell(happening)
  const mail = owner === null ? null : mailOf(writing, happening)
  if (owner === null || mail === null) return
  queueMail(writing, happening.eventId, { ...mail, to: { account: owner }, license: happening.before.id })
}

type Told = Pick<Extract<MailToQueue, { template: 'key-used' }>, 'template' | 'facts'>
type Moved = Pick<Extract<MailToQueue, { template: 'license-moved' }>, 'template' | 'facts'>
type Returned = Pick<Extract<MailToQueue, { template: 'returned-by-support' }>, 'template' | 'facts'>

function mailOf(writing: Writing, { event, before, returned }: Happening): Told | Moved | Returned | null {
  const about = licenseMail(writing, before)
  switch (event.type) {
    case 'activated':
    case 'emergency-issued':
      return {
        template: 'key-used',
        facts: { ...about, hostName: hostName(writing, event.on), at: writing.at },
      }
    case 'transferred':
      return { template: 'license-moved', facts: about }
    case 'returned': {
      const { reason = 'lost-pc', released = false } = returned ?? {}
      const facts = { ...about, hostName: hostName(writing, event.from), reason, released }
      return { template: 'returned-by-support', facts }
    }
    case 'released':
    case 'associated':
    case 'renewed':
    case 'emergency-ended':
    case 'emergency-granted':
    case 'emergency-withdrawn':
    case 'standing-set':
    case 'expiry-set':
      return null
  }
}

/** How mails name a license. */
export function licenseMail({ tx }: Writing, { product, keyId }: Pick<License, 'product' | 'keyId'>) {
  const key = tx.query<{ readonly last5: string }>('SELECT last5 FROM activation_keys WHERE id = ?').get(keyId)
  return { product: loadProduct(tx, product).name, keyLast5: key?.last5 ?? '' }
}

function hostName({ tx }: Writing, id: HostId): string {
  return loadHostName(tx, id)
}

function ownerToTell({ event, before, asking }: Happening): AccountId | null {
  const owner = before.associatedTo
  const signed = asking === null ? null : signedOf(asking)
  if (owner === null || (signed !== null && isOwnedBy(signed, owner))) return null
  switch (event.type) {
    case 'activated':
    case 'emergency-issued':
    case 'transferred':
      return owner
    case 'returned':
      return event.by === 'support' ? owner : null
    // A release is part of a return, of which they are told.
    case 'released':
    case 'associated':
    case 'renewed':
    case 'emergency-ended':
    case 'emergency-granted':
    case 'emergency-withdrawn':
    case 'standing-set':
    case 'expiry-set':
      return null
  }
}
