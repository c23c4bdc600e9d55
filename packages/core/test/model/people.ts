import { decideHandover } from '@latchkey/core/handover'
import type { AccountId } from '@latchkey/core/ids'
import type { License, LicenseEvent } from '@latchkey/core/license'
import {
  decideRemoval,
  type Invitation,
  type Organizations,
  refusalOfInvitation,
  refusalOfInvitationLink,
} from '@latchkey/core/organization'
import { LIMITS } from '@latchkey/core/limits'

/** What people do about an organization, as the server decides it; `who` does it, `whom` it is about. */
export type OrganizationStep =
  | { readonly type: 'invite' | 'appoint' | 'remove'; readonly who: AccountId; readonly whom: AccountId }
  /** By a link that may have been used already. */
  | { readonly type: 'accept'; readonly who: AccountId; readonly pick: number }
  | { readonly type: 'receive'; readonly who: AccountId; readonly isOwn: boolean }
  | { readonly type: 'close'; readonly who: AccountId }

export const ORGANIZATION = 'acme' as AccountId

interface SentInvitation extends Invitation {
  readonly by: AccountId
  readonly to: AccountId
}

/** One organization, whose owners come and go, and what each of them may do at any moment. */
export class ModelOrganization {
  owners: readonly AccountId[] = ['alice' as AccountId]
  isClosed = false
  readonly #invitations: SentInvitation[] = []
  readonly #receiving = new Set<AccountId>()
  /** Owners that came by a link, one entry for each time it opened the door. */
  readonly joinedBy = new Map<number, number>()

  /** What somebody owns at this moment, looked up as the server does. */
  ownedBy(person: AccountId | null): Organizations {
    const isOwner = person !== null && this.owners.includes(person)
    // The setting of somebody who was removed stands for nothing, and is left as it is to see that.
    const receiving = person !== null && this.#receiving.has(person) ? ORGANIZATION : null
    return { owned: isOwner ? [ORGANIZATION] : [], receiving }
  }

  run(step: OrganizationStep, now: number): void {
    if (this.isClosed) return
    const isOwner = this.owners.includes(step.who)
    switch (step.type) {
      case 'invite':
        if (isOwner) this.#invite(step.who, step.whom, now)
        return
      case 'accept':
        return this.#accept(step.who, step.pick, now)
      case 'appoint':
        if (!this.owners.includes(step.whom)) this.owners = [...this.owners, step.whom]
        return
      case 'remove':
        if (isOwner) this.#remove(step.whom)
        return
      case 'receive':
        if (step.isOwn) this.#receiving.delete(step.who)
        else if (isOwner) this.#receiving.add(step.who)
        return
      case 'close':
        this.isClosed = isOwner
        if (isOwner) this.owners = []
        return
    }
  }

  #invite(by: AccountId, to: AccountId, now: number): void {
    const isPending = this.#invitations.some((sent) => sent.to === to && refusalOfInvitationLink(sent, now) === null)
    if (refusalOfInvitation({ id: ORGANIZATION, owners: this.owners }, { by, invited: to, isPending }) !== null) return
    this.#invitations.push({ by, to, state: 'offered', expiresAt: now + LIMITS.invitationMs })
  }

  #accept(who: AccountId, pick: number, now: number): void {
    const index = pick % Math.max(1, this.#invitations.length)
    const found = this.#invitations[index] ?? null
    if (found === null || refusalOfInvitationLink(found, now) !== null) return
    if (found.by === who || this.owners.includes(who)) return
    this.#invitations[index] = { ...found, state: 'accepted' }
    this.owners = [...this.owners, who]
    this.joinedBy.set(index, (this.joinedBy.get(index) ?? 0) + 1)
  }

  #remove(whom: AccountId): void {
    const left = decideRemoval({ id: ORGANIZATION, owners: this.owners }, whom)
    if (!left.ok) return
    this.owners = left.value
    this.#invitations.forEach((sent, index) => {
      if (sent.by === whom && sent.state === 'offered') this.#invitations[index] = { ...sent, state: 'withdrawn' }
    })
  }
}

/** A handover of one license, or of one that has gone on meanwhile. */
export function handedOver(license: License, from: AccountId, to: AccountId, now: number): readonly LicenseEvent[] {
  const decision = decideHandover(license, { from, to, isInTransfer: false }, now)
  return decision.ok ? decision.value : []
}
