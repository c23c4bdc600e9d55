import type { AnswerOf } from '@latchkey/contract/operations'
import type { AccountId, HandoverId, InvitationId, LicenseId } from '@latchkey/core/ids'

export type OrganizationView = AnswerOf<'getMyOrganization'>
export type InvitationView = AnswerOf<'showInvitation'>

/** What is done to organizations; `account` is the person who does it, who owns the organization or is told that there is none. */
export interface OrganizationCommandBodies {
  'create-organization': { readonly id: AccountId; readonly account: AccountId; readonly name: string }
  'rename-organization': { readonly organization: AccountId; readonly account: AccountId; readonly name: string }
  /** Where newly associated licenses go: an organization, or null for the person's own account. */
  'set-receiving-account': { readonly account: AccountId; readonly organization: AccountId | null }
  'invite-owner': {
    readonly id: InvitationId
    readonly organization: AccountId
    readonly account: AccountId
    readonly email: string
    readonly tokenHash: string
  }
  'withdraw-invitation': {
    readonly id: string
    readonly organization: AccountId
    readonly account: AccountId
  }
  'accept-invitation': { readonly tokenHash: string; readonly account: AccountId }
  /** Somebody else, or oneself: then it is leaving. */
  'remove-owner': { readonly organization: AccountId; readonly account: AccountId; readonly owner: AccountId }
  /** One's own licenses; all of them for an empty list. */
  'move-licenses': {
    readonly organization: AccountId
    readonly account: AccountId
    readonly licenseIds: readonly LicenseId[]
  }
  /** Its licenses are released to their keys; `name` was typed to confirm it. */
  'close-organization': { readonly organization: AccountId; readonly account: AccountId; readonly name: string }
  /** Support, when the only owner is gone. */
  'appoint-owner': {
    readonly id: HandoverId
    readonly organization: AccountId
    readonly login: string
    readonly note: string
  }
}

export interface OrganizationCommandAnswers {
  'create-organization': OrganizationView
  'rename-organization': OrganizationView
  'set-receiving-account': AnswerOf<'setReceivingAccount'>
  'invite-owner': OrganizationView
  'withdraw-invitation': OrganizationView
  'accept-invitation': OrganizationView
  'remove-owner': null
  'move-licenses': AnswerOf<'moveLicenses'>
  'close-organization': null
  'appoint-owner': AnswerOf<'appointOwner'>
}

export type OrganizationRefusal = 'LAST_OWNER' | 'OWNER_ALREADY' | 'INVITATION_TO_SELF' | 'INVITATION_PENDING'

/** What is asked about organizations. */
export interface OrganizationReads {
  /** Those that a person owns at this moment. */
  organizationsOf(person: string): Promise<readonly AccountId[]>
  myOrganizations(person: AccountId): Promise<{ items: OrganizationView[]; nextCursor: null }>
  myOrganization(person: AccountId, id: string): Promise<OrganizationView | null>
  invitation(tokenHash: string): Promise<InvitationView | 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED'>
}
