import type { AccountId, EpochMs } from '@latchkey/core/ids'
import { refusalOfInvitationLink } from '@latchkey/core/organization'
import type { InvitationView, OrganizationView } from '../../organization-commands.ts'
import { toIso } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { loadAccount } from '../load.ts'
import {
  isOwner,
  loadInvitationByToken,
  loadOrganization,
  loadOrganizations,
  loadPendingInvitations,
  organizationsOf,
} from '../organizations.ts'

/** The organizations that a person owns: a handful at most (`organizationsPerPersonMax`). */
export function listMyOrganizations(
  db: Reading,
  person: AccountId,
  now: EpochMs,
): { items: OrganizationView[]; nextCursor: null } {
  const items = organizationsOf(db, person).flatMap((id) => viewMyOrganization(db, person, id, now) ?? [])
  return { items: items.toSorted((a, b) => a.name.localeCompare(b.name)), nextCursor: null }
}

/** Null for one that the person does not own: to them there is none. */
export function viewMyOrganization(db: Reading, person: AccountId, id: string, now: EpochMs): OrganizationView | null {
  const organization = isOwner(db, id, person) ? loadOrganization(db, id) : null
  if (organization === null) return null
  const counted = db
    .query<{ readonly count: number }>('SELECT count(*) AS count FROM licenses WHERE account = ?')
    .get(id)
  return {
    id,
    name: organization.name,
    isReceiving: loadOrganizations(db, person).receiving === id,
    licenses: counted?.count ?? 0,
    owners: viewOwners(db, id).map(({ id: owner, name, email, since }) => {
      return { id: owner, name, email, since, you: owner === person }
    }),
    invitations: loadPendingInvitations(db, id, now).map((row) => ({
      id: row.id,
      email: row.email,
      invitedBy: row.invitedBy === null ? null : loadAccount(db, row.invitedBy).name,
      invitedAt: toIso(row.invitedAt),
      expiresAt: toIso(row.expiresAt),
    })),
  }
}

/** Who owns an organization, the longest first. */
export function viewOwners(db: Reading, organization: string) {
  interface Row {
    readonly id: AccountId
    readonly name: string
    readonly email: string
    readonly since: EpochMs
  }
  const sql = `SELECT a."id" AS id, coalesce(a."displayUsername", a."username", a."email") AS name, a."email" AS email, o.since
    FROM organization_owners o JOIN accounts a ON a."id" = o.person WHERE o.organization = ? ORDER BY o.since, a."id"`
  const rows = db.query<Row>(sql).all(organization)
  return rows.map(({ id, name, email, since }) => ({ id, name, email, since: toIso(since) }))
}

/** What the link of an invitation is for, or why it no longer works. */
export function viewInvitation(
  db: Reading,
  tokenHash: string,
  now: EpochMs,
): InvitationView | 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED' {
  const found = loadInvitationByToken(db, tokenHash)
  const refusal = refusalOfInvitationLink(found, now)
  if (found === null || refusal !== null) return refusal ?? 'LINK_UNKNOWN'
  return {
    organization: loadAccount(db, found.organization).name,
    from: found.invitedBy === null ? null : loadAccount(db, found.invitedBy).name,
    email: found.email,
    expiresAt: toIso(found.expiresAt),
  }
}
