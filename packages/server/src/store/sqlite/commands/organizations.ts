import { can } from '@latchkey/core/access'
import type { AccountId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import {
  decideRemoval,
  licensesToMove,
  refusalOfInvitation,
  refusalOfInvitationLink,
} from '@latchkey/core/organization'
import { err, ok, type Result } from '@latchkey/core/result'
import type {
  OrganizationCommandAnswers,
  OrganizationCommandBodies,
  OrganizationView,
} from '../../organization-commands.ts'
import type { CommandNo, CommandOf } from '../../store.ts'
import { toIso } from '../../views.ts'
import { loadAccount, loadKey, loadKeyIdsOfAccount } from '../load.ts'
import {
  isOwner,
  loadInvitationByToken,
  loadOrganization,
  loadOwners,
  loadPendingInvitations,
  organizationsOf,
} from '../organizations.ts'
import { factsOfOrganization, loadWaitingHandovers } from '../handover-record.ts'
import { languageOf, queueMail } from '../queue-mail.ts'
import { viewAccount } from '../reads/accounts.ts'
import { viewMyOrganization } from '../reads/organizations.ts'
import { findPersonByLogin } from '../reads/people.ts'
import { writeEvent, type Writing } from '../save.ts'
import { isInTransferOf } from '../transfer-record.ts'
import { closeAccountRow } from './people/close-account.ts'
import type { Performers } from './performers.ts'
import { addOwner, removeOwner, tellOwners } from './owners-of-organizations.ts'
import { decide } from './handovers.ts'
import { moveAll } from './transfers.ts'

type Answer<T extends keyof OrganizationCommandBodies> = Result<OrganizationCommandAnswers[T], CommandNo>

export const ORGANIZATION_COMMANDS: Performers<keyof OrganizationCommandBodies> = {
  'create-organization': performCreate,
  'rename-organization': performRename,
  'set-receiving-account': performSetReceiving,
  'invite-owner': performInvite,
  'withdraw-invitation': performWithdraw,
  'accept-invitation': performAccept,
  'remove-owner': performRemoveOwner,
  'move-licenses': performMoveLicenses,
  'close-organization': performClose,
  'appoint-owner': performAppoint,
}

/** Nobody signs in to it: it has no username, no address and no password. */
function performCreate(
  writing: Writing,
  { id, account, name }: CommandOf<'create-organization'>,
): Answer<'create-organization'> {
  const { tx, at } = writing
  if (organizationsOf(tx, account).length >= LIMITS.organizationsPerPersonMax) return err('TOO_MANY')
  const created = toIso(at)
  tx.run(
    `INSERT INTO accounts ("id", "name", "displayUsername", "email", "createdAt", "updatedAt", "role", organization)
     VALUES (?, ?, ?, ?, ?, ?, 'customer', 1)`,
    [id, name, name, id, created, created],
  )
  addOwner(writing, id, account)
  writeEvent(writing, 'organization-created', { organization: id, name, person: account }, null)
  return ok(existing(writing, account, id))
}

function performRename(writing: Writing, command: CommandOf<'rename-organization'>): Answer<'rename-organization'> {
  const { account, name } = command
  const organization = loadOwned(writing, command)
  if (organization === null) return err('NOT_FOUND')
  const { id, name: before } = organization
  if (name !== before) {
    writing.tx.run('UPDATE accounts SET "name" = ?1, "displayUsername" = ?1, "updatedAt" = ?2 WHERE "id" = ?3', [
      name,
      toIso(writing.at),
      id,
    ])
    tellOwners(writing, { ...organization, name }, 'renamed', { about: before })
  }
  return ok(existing(writing, account, id))
}

function performSetReceiving(
  writing: Writing,
  { account, organization }: CommandOf<'set-receiving-account'>,
): Answer<'set-receiving-account'> {
  if (organization !== null && !isOwner(writing.tx, organization, account)) return err('NOT_FOUND')
  writing.tx.run('UPDATE accounts SET associates_to = ? WHERE "id" = ?', [organization, account])
  writeEvent(writing, 'receiving-account-set', { person: account, organization }, null)
  return ok({ organizationId: organization })
}

/** What the token of an invitation's link is derived for. */
const INVITATION_LINK_PURPOSE = 'invitation'

/** Whoever has the link of the mail becomes an owner; all owners hear of it. */
function performInvite(writing: Writing, command: CommandOf<'invite-owner'>): Answer<'invite-owner'> {
  const { tx, at } = writing
  const { id, account, email, tokenHash } = command
  const organization = loadOwned(writing, command)
  if (organization === null) return err('NOT_FOUND')
  const address = email.toLowerCase()
  const known = findPersonByLogin(tx, address)
  const invited = known?.role === 'customer' ? (known.id as AccountId) : null
  const pending = loadPendingInvitations(tx, organization.id, at)
  const is = { by: account, invited, isPending: pending.some((other) => other.email === address) }
  const refusal = refusalOfInvitation(organization, is)
  if (refusal !== null) return err(refusal)
  if (organization.owners.length + pending.length >= LIMITS.ownersPerOrganizationMax) return err('TOO_MANY')
  tx.run(
    `INSERT INTO invitations (id, organization, email, token_hash, invited_by, state, invited_at, expires_at)
     VALUES (?, ?, ?, ?, ?, 'offered', ?, ?)`,
    [id, organization.id, address, tokenHash, account, at, at + LIMITS.invitationMs],
  )
  const event = tellOwners(writing, organization, 'invited', { about: address, invitation: id })
  const link = { path: '/portal/invitation', purpose: INVITATION_LINK_PURPOSE, id }
  const facts = { organization: organization.name, from: loadAccount(tx, account).name, link }
  const to = invited === null ? { address, language: languageOf(writing, account) } : { account: invited }
  queueMail(writing, event, { template: 'organization-invitation', facts, to })
  return ok(existing(writing, account, organization.id))
}

/** Withdrawn already: it stays so. Accepted: the owner is removed instead. */
function performWithdraw(writing: Writing, command: CommandOf<'withdraw-invitation'>): Answer<'withdraw-invitation'> {
  const { tx } = writing
  const organization = loadOwned(writing, command)
  if (organization === null) return err('NOT_FOUND')
  const sql = 'SELECT state, email FROM invitations WHERE id = ? AND organization = ?'
  const found = tx.query<{ readonly state: string; readonly email: string }>(sql).get(command.id, organization.id)
  if (found === undefined) return err('NOT_FOUND')
  if (found.state === 'accepted') return err('ALREADY_CLOSED')
  if (found.state === 'offered') {
    tx.run("UPDATE invitations SET state = 'withdrawn' WHERE id = ?", [command.id])
    tellOwners(writing, organization, 'withdrawn', { about: found.email, invitation: command.id })
  }
  return ok(existing(writing, command.account, organization.id))
}

/** The link works once, for whichever account is signed in. */
function performAccept(
  writing: Writing,
  { tokenHash, account }: CommandOf<'accept-invitation'>,
): Answer<'accept-invitation'> {
  const { tx, at } = writing
  const found = loadInvitationByToken(tx, tokenHash)
  const refusal = refusalOfInvitationLink(found, at)
  if (refusal !== null || found === null) return err(refusal ?? 'LINK_UNKNOWN')
  const { organization: id, invitedBy } = found
  if (invitedBy === account) return err('INVITATION_TO_SELF')
  if (isOwner(tx, id, account)) return err('OWNER_ALREADY')
  if (organizationsOf(tx, account).length >= LIMITS.organizationsPerPersonMax) return err('TOO_MANY')
  tx.run("UPDATE invitations SET state = 'accepted' WHERE id = ?", [found.id])
  addOwner(writing, id, account)
  tellOwners(writing, organizationNow(writing, id), 'joined', { about: nameOf(writing, account), person: account })
  return ok(existing(writing, account, id))
}

/** From this moment the person has no right over it, in whatever session; their PCs go on running what they run. */
function performRemoveOwner(writing: Writing, command: CommandOf<'remove-owner'>): Answer<'remove-owner'> {
  const { account, owner } = command
  const organization = loadOwned(writing, command)
  if (organization === null) return err('NOT_FOUND')
  const left = decideRemoval(organization, owner)
  if (!left.ok) return left
  removeOwner(writing, organization.id, owner)
  const change = owner === account ? 'left' : 'removed'
  // The organization as it was: whoever was removed is told too.
  tellOwners(writing, organization, change, { about: nameOf(writing, owner), person: owner })
  return ok(null)
}

/** One step, for the person owns both sides: nobody has to accept anything. */
function performMoveLicenses(writing: Writing, command: CommandOf<'move-licenses'>): Answer<'move-licenses'> {
  const { tx } = writing
  const { account, licenseIds } = command
  const organization = loadOwned(writing, command)
  if (organization === null) return err('NOT_FOUND')
  const records = loadKeyIdsOfAccount(tx, account).flatMap((id) => loadKey(tx, id)?.licenses ?? [])
  const licenses = records.map(({ license }) => license)
  const ids = new Set(licensesToMove(account, licenses, licenseIds))
  if (ids.size === 0) return err('NOT_FOUND')
  const moving = records.filter(({ license }) => ids.has(license.id))
  if (moving.some(({ license }) => isInTransferOf(tx, license.id, writing.at))) return err('TRANSFER_PENDING')
  const event = tellOwners(writing, organization, 'moved', { about: nameOf(writing, account), count: ids.size })
  const moved = moveAll(writing, moving, { from: account, to: organization.id, transfer: event })
  return moved.ok ? ok({ moved: ids.size, organization: existing(writing, account, organization.id) }) : moved
}

/** As an account is closed: its licenses survive, released to their keys. */
function performClose(writing: Writing, command: CommandOf<'close-organization'>): Answer<'close-organization'> {
  const organization = loadOwned(writing, command)
  if (organization === null || organization.name !== command.name) return err('NOT_FOUND')
  // Told before it is gone: afterwards nobody knows who owned it.
  tellOwners(writing, organization, 'closed', { about: nameOf(writing, command.account) })
  closeAccountRow(writing, organization.id)
  return ok(null)
}

/** Support's way out when the only owner is gone: judged as every handover; every owner that is known is told, and so is the new one. */
function performAppoint(
  writing: Writing,
  { id: handover, organization: id, login, note }: CommandOf<'appoint-owner'>,
): Answer<'appoint-owner'> {
  const { tx, at } = writing
  const organization = loadOrganization(tx, id)
  const person = findPersonByLogin(tx, login)
  if (organization === null || person === null || person.role !== 'customer') return err('NOT_FOUND')
  const owner = person.id as AccountId
  if (organization.owners.includes(owner)) return err('OWNER_ALREADY')
  if (organization.owners.length >= LIMITS.ownersPerOrganizationMax) return err('TOO_MANY')
  if (loadWaitingHandovers(tx, id).length > 0) return err('DECISION_PENDING')
  const { licenses } = factsOfOrganization(tx, id, at)
  const appointment = { id: handover, kind: 'ownership', from: id, to: owner, note, licenses } as const
  const decided = decide(writing, { ...appointment, licenseIds: [], rows: [] })
  const view = viewAccount(tx, id)
  if (!decided.ok || view === null) return decided.ok ? err('NOT_FOUND') : decided
  return ok({ ...view, handover: decided.value })
}

/** An organization that the person owns; of any other they learn nothing. */
function loadOwned(
  { tx }: Writing,
  { organization, account }: { readonly organization: AccountId; readonly account: AccountId },
) {
  const actor = { type: 'account', id: account, organizations: organizationsOf(tx, account) } as const
  const found = loadOrganization(tx, organization)
  return found !== null && can(actor, 'own:write', { owners: [organization] }) ? found : null
}

function organizationNow({ tx }: Writing, id: AccountId) {
  return { id, name: loadAccount(tx, id).name, owners: loadOwners(tx, id) }
}

function nameOf({ tx }: Writing, account: AccountId): string {
  return loadAccount(tx, account).name
}

function existing({ tx, at }: Writing, person: AccountId, id: AccountId): OrganizationView {
  const view = viewMyOrganization(tx, person, id, at)
  if (view === null) throw new Error(`organization ${id} is not the person's`)
  return view
}
