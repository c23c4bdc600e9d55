import type { Asking } from '@latchkey/core/host-operation'
import type { AccountId, EventId } from '@latchkey/core/ids'
import type { License, LicenseEvent } from '@latchkey/core/license'
import type { Writing } from './save.ts'

/** Something that happened to a license that had an owner before. */
export interface Happening {
  readonly eventId: EventId
  readonly event: LicenseEvent
  readonly before: License
  /** Null for Support: then somebody else than the owner did it, always. */
  readonly asking: Asking | null
}

/** Owners are told by mail of what others do with their licenses: activated by key alone, transferred, returned or released by Support. */
export function tellOwner({ tx, at }: Writing, { eventId, event, before, asking }: Happening): void {
  const owner = ownerToTell(event, before, asking)
  if (owner === null) return
  const payload = { account: owner, license: before.id, product: before.product, type: event.type }
  tx.run(`INSERT INTO outbox (event, topic, payload, created_at) VALUES (?, 'account-told', ?, ?)`, [
    eventId,
    JSON.stringify(payload),
    at,
  ])
}

function ownerToTell(event: LicenseEvent, before: License, asking: Asking | null): AccountId | null {
  const owner = before.associatedTo
  if (owner === null || owner === asking?.account) return null
  switch (event.type) {
    case 'activated':
    case 'transferred':
      return owner
    case 'returned':
      return event.by === 'support' ? owner : null
    // A release is part of a return, of which they are told.
    case 'released':
    case 'associated':
    case 'renewed':
    case 'standing-set':
    case 'expiry-set':
      return null
  }
}
