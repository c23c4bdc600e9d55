import type { Asking } from '@latchkey/core/host-operation'
import type { AccountId, EpochMs, InvitationId } from '@latchkey/core/ids'
import type { Invitation, Organization, Organizations } from '@latchkey/core/organization'
import type { Reading } from './connection.ts'

const OWNED = 'SELECT organization FROM organization_owners WHERE person = ? ORDER BY organization'
const RECEIVING = 'SELECT associates_to AS receiving FROM accounts WHERE "id" = ?'

/** The organizations that a person owns at this moment: whoever was removed has no right left, whatever token or session they hold. */
export function organizationsOf(db: Reading, person: string): readonly AccountId[] {
  const rows = db.query<{ readonly organization: AccountId }>(OWNED).all(person)
  return rows.map(({ organization }) => organization)
}

/** Those that a person owns, and which of them new associations go to. */
export function loadOrganizations(db: Reading, person: AccountId): Organizations {
  const row = db.query<{ readonly receiving: AccountId | null }>(RECEIVING).get(person)
  return { owned: organizationsOf(db, person), receiving: row?.receiving ?? null }
}

/** What whoever asks from a PC owns now: looked up with everything else that is decided, never carried by a token. */
export function withOrganizations(db: Reading, asking: Asking): Asking {
  return asking.account === null ? asking : { ...asking, organizations: loadOrganizations(db, asking.account) }
}

export function loadOrganization(db: Reading, id: string): (Organization & { readonly name: string }) | null {
  const sql = 'SELECT "id" AS id, "name" AS name FROM accounts WHERE "id" = ? AND organization = 1'
  const row = db.query<{ readonly id: AccountId; readonly name: string }>(sql).get(id)
  return row === undefined ? null : { id: row.id, name: row.name, owners: loadOwners(db, id) }
}

export function loadOwners(db: Reading, organization: string): readonly AccountId[] {
  const sql = 'SELECT person FROM organization_owners WHERE organization = ? ORDER BY since, person'
  const rows = db.query<{ readonly person: AccountId }>(sql).all(organization)
  return rows.map(({ person }) => person)
}

export function isOwner(db: Reading, organization: string, person: string): boolean {
  const sql = 'SELECT 1 FROM organization_owners WHERE organization = ? AND person = ?'
  return db.query(sql).get(organization, person) !== undefined
}

/** Who reads what an account is told: its owner, or every owner of an organization. */
export function peopleOf(
  db: Reading,
  account: AccountId,
): readonly { readonly id: AccountId; readonly email: string }[] {
  const sql = `SELECT "id" AS id, "email" AS email FROM accounts WHERE "id" = ? AND organization = 0
    UNION ALL SELECT a."id", a."email" FROM organization_owners o JOIN accounts a ON a."id" = o.person WHERE o.organization = ?`
  return db.query<{ readonly id: AccountId; readonly email: string }>(sql).all(account, account)
}

/** Whether an account is there: one that was closed leaves its id in the log, and nothing else. */
export function isAccount(db: Reading, id: string): boolean {
  return db.query('SELECT 1 FROM accounts WHERE "id" = ?').get(id) !== undefined
}

interface InvitationRow extends Invitation {
  readonly id: InvitationId
  readonly organization: AccountId
  readonly email: string
  readonly invitedBy: AccountId | null
  readonly invitedAt: EpochMs
}

const INVITATIONS = `SELECT i.id, i.organization, i.email, i.invited_by AS "invitedBy", i.state, i.invited_at AS "invitedAt",
  i.expires_at AS "expiresAt" FROM invitations i`

export function loadInvitationByToken(db: Reading, tokenHash: string): InvitationRow | null {
  return db.query<InvitationRow>(`${INVITATIONS} WHERE i.token_hash = ?`).get(tokenHash) ?? null
}

/** Invitations that wait, oldest first. */
export function loadPendingInvitations(db: Reading, organization: string, now: EpochMs): readonly InvitationRow[] {
  const sql = `${INVITATIONS} WHERE i.organization = ? AND i.state = 'offered' AND i.expires_at > ? ORDER BY i.invited_at, i.id`
  return db.query<InvitationRow>(sql).all(organization, now)
}
