import { can } from '@latchkey/core/access'
import type { AccountId } from '@latchkey/core/ids'
import { applyAll, decide, type LicenseCommand } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { err, ok, type Result } from '@latchkey/core/result'
import type { LicenseRecord } from '../../records.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import { loadAccount, loadLicense } from '../load.ts'
import { isAccount, loadOwners } from '../organizations.ts'
import { viewMyTransfer, viewTransfer } from '../reads/transfers.ts'
import { noteEvent, type SavedEvent, saveLicense, writeEvent, type Writing } from '../save.ts'
import { languageOf, queueMail } from '../queue-mail.ts'
import { licenseMail } from '../tell-owner.ts'
import {
  isInTransferOf,
  licensesOfTransfer,
  loadTransfer,
  loadTransferByToken,
  refusalOfLink,
  type TransferRow,
} from '../transfer-record.ts'

type Transferred = Result<CommandAnswers['accept-transfer'], CommandNo>

/** Offers licenses to an address; whoever has the link of the mail may accept. */
export function performOfferTransfer(writing: Writing, command: CommandOf<'offer-transfer'>): Transferred {
  const { tx, at, actor } = writing
  const { id, account, email, tokenHash } = command
  const records = [...new Set(command.licenseIds)].map((licenseId) => loadLicense(tx, licenseId)?.licenses[0] ?? null)
  const own = records.filter((record) => record !== null && isOwn(account, record)).flatMap((record) => record ?? [])
  if (own.length !== records.length || own.length === 0) return err('NOT_FOUND')
  const recipient = findAccountByEmail(writing, email)
  if (recipient === account) return err('TRANSFER_TO_SELF')
  for (const { license } of own) {
    if (isInTransferOf(tx, license.id, at)) return err('TRANSFER_PENDING')
    const decision = decide(license, { type: 'transfer', from: account, to: NOBODY_YET }, at)
    if (!decision.ok) return err(toNo(decision.error))
  }
  tx.run(
    `INSERT INTO transfers (id, from_account, offered_by, email, token_hash, state, offered_at, expires_at)
     VALUES (?, ?, ?, ?, ?, 'offered', ?, ?)`,
    [id, account, actor.id, email, tokenHash, at, at + LIMITS.transferOfferMs],
  )
  for (const { license } of own) {
    tx.run('INSERT INTO transfer_licenses (transfer, license) VALUES (?, ?)', [id, license.id])
  }
  const event = noteOnAll(writing, own, 'transfer-offered', { transfer: id })
  const facts = { ...mailFacts(writing, own), from: loadAccount(tx, account).name }
  const link = { path: '/portal/transfer', purpose: TRANSFER_LINK_PURPOSE, id }
  // In their language if they have an account; the link works for whichever account they sign in to.
  const to = recipient === null ? { address: email, language: languageOf(writing, actor.id) } : { account: recipient }
  queueMail(writing, event, { template: 'transfer-offered', facts: { ...facts, link }, to })
  // An owner of an organization to whom it offers something has the mail with the link, and gets no second one without.
  const owners = loadOwners(tx, account)
  for (const owner of owners.length === 0 ? [account] : owners.filter((one) => one !== recipient)) {
    queueMail(writing, event, { template: 'transfer-offered', facts: { ...facts, link: null }, to: { account: owner } })
  }
  return ok(viewMyTransfer(tx, account, id, at))
}

/** What the token of an offer's link is derived for. */
export const TRANSFER_LINK_PURPOSE = 'transfer'

/** Nobody is that account: whether the license may be given away at all does not hang on who accepts. */
const NOBODY_YET = '' as AccountId

/** Takes an offer back that nobody has accepted; its link is dead. */
export function performWithdrawTransfer(writing: Writing, command: CommandOf<'withdraw-transfer'>): Transferred {
  const { tx, at } = writing
  const { id, account } = command
  const found = loadTransfer(tx, id)
  if (found === null || !isSideOf(found, account)) return err('NOT_FOUND')
  if (found.from_account !== account) return err('NOT_FOUND')
  if (found.state !== 'offered' && found.state !== 'withdrawn') return err('ALREADY_CLOSED')
  withdrawOffer(writing, found.id)
  return ok(viewMyTransfer(tx, account, id, at))
}

/** Ends an offer that still waits; any other transfer stays as it is. */
export function withdrawOffer(writing: Writing, id: TransferRow['id']): void {
  const sql = "UPDATE transfers SET state = 'withdrawn' WHERE id = ? AND state = 'offered'"
  if (writing.tx.run(sql, [id]) !== 1) return
  noteOnAll(writing, recordsOf(writing, { id }), 'transfer-withdrawn', { transfer: id })
}

/** Nothing that an organization has goes out by the word of somebody who has left it. */
export function withdrawOffersBy(writing: Writing, organization: AccountId, person: AccountId): void {
  const sql = `SELECT id FROM transfers WHERE from_account = ? AND offered_by = ? AND state = 'offered' ORDER BY id`
  const offers = writing.tx.query<Pick<TransferRow, 'id'>>(sql).all(organization, person)
  for (const { id } of offers) withdrawOffer(writing, id)
}

/** All of its licenses change their owner, or none; the link works once. */
export function performAcceptTransfer(writing: Writing, command: CommandOf<'accept-transfer'>): Transferred {
  const { tx, at } = writing
  const { account } = command
  const found = loadTransferByToken(tx, command.tokenHash)
  const refusal = refusalOfLink(found, at)
  if (refusal !== null || found === null) return err(refusal ?? 'LINK_UNKNOWN')
  if (found.from_account === account) return err('TRANSFER_TO_SELF')
  const records = recordsOf(writing, found)
  const moved = moveAll(writing, records, { from: found.from_account, to: account, transfer: found.id })
  if (!moved.ok) return moved
  tx.run("UPDATE transfers SET state = 'accepted', to_account = ?, accepted_at = ? WHERE id = ?", [
    account,
    at,
    found.id,
  ])
  noteOnAll(writing, recordsOf(writing, found), 'transfer-accepted', { transfer: found.id })
  const facts = { ...mailFacts(writing, records), disputeUntil: at + LIMITS.transferDisputeMs }
  tellBoth(writing, { ...found, to_account: account }, ({ other, to }) =>
    queueMail(writing, moved.value.id, { template: 'transfer-accepted', facts: { ...facts, other }, to }),
  )
  return ok(viewMyTransfer(tx, account, found.id, at))
}

/** Either side says that it should not have been; Support settles it. */
export function performDisputeTransfer(writing: Writing, command: CommandOf<'dispute-transfer'>): Transferred {
  const { tx, at } = writing
  const { id, account, message } = command
  const found = loadTransfer(tx, id)
  if (found === null || !isSideOf(found, account)) return err('NOT_FOUND')
  if (found.state === 'disputed') return ok(viewMyTransfer(tx, account, id, at))
  if (found.state !== 'accepted' || found.accepted_at === null) return err('ALREADY_CLOSED')
  if (at - found.accepted_at > LIMITS.transferDisputeMs) return err('DISPUTE_TOO_LATE')
  tx.run("UPDATE transfers SET state = 'disputed', disputed_at = ?, disputed_by = ?, dispute = ? WHERE id = ?", [
    at,
    account,
    message,
    id,
  ])
  const records = recordsOf(writing, found)
  const event = noteOnAll(writing, records, 'transfer-disputed', { transfer: id })
  const facts = mailFacts(writing, records)
  tellBoth(writing, found, ({ other, to }) =>
    queueMail(writing, event, { template: 'transfer-disputed', facts: { ...facts, other }, to }),
  )
  return ok(viewMyTransfer(tx, account, id, at))
}

/** Support settles a dispute: it stays as it is, or what the new owner still has goes back. */
export function performSettleTransfer(
  writing: Writing,
  { id, decision, answer }: CommandOf<'settle-transfer'>,
): Result<CommandAnswers['settle-transfer'], CommandNo> {
  const { tx, at } = writing
  const found = loadTransfer(tx, id)
  if (found === null) return err('NOT_FOUND')
  if (found.state !== 'disputed' || found.to_account === null) return err('ALREADY_CLOSED')
  const records = recordsOf(writing, found)
  const facts = { transfer: id, decision }
  let event = noteOnAll(writing, records, 'transfer-settled', facts)
  if (decision === 'reverse') {
    const moved = takeBack(writing, found, found.to_account)
    if (!moved.ok) return moved
    event = moved.value.id
  }
  tx.run('UPDATE transfers SET state = ?, settled_at = ?, answer = ? WHERE id = ?', [
    decision === 'keep' ? 'kept' : 'reversed',
    at,
    answer,
    id,
  ])
  const told = { ...mailFacts(writing, records), reversed: decision === 'reverse', answer }
  tellBoth(writing, found, ({ other, to }) =>
    queueMail(writing, event, { template: 'transfer-settled', facts: { ...told, other }, to }),
  )
  return ok(viewTransfer(tx, id))
}

/**
 * Gives back what the new owner still has, and what nobody has: closing the account is no way around a dispute. Where the giver is no
 * more, it is released to its key instead.
 */
function takeBack(writing: Writing, found: TransferRow, to: AccountId): ReturnType<typeof moveAll> {
  const { id, from_account: from } = found
  const records = recordsOf(writing, found)
  const kept = records.filter(({ license }) => license.associatedTo === to)
  if (isAccount(writing.tx, from)) {
    for (const record of records.filter(({ license }) => license.associatedTo === null)) {
      change(writing, record, { type: 'associate', account: from })
    }
    return moveAll(writing, kept, { from: to, to: from, transfer: id })
  }
  const [event] = kept.flatMap((record) => change(writing, record, { type: 'support-release' }))
  return ok({ id: event ?? writeEvent(writing, 'transfer-empty', { transfer: id }, null) })
}

/** Does what the rules allow, and nothing else; gives its events. */
function change(writing: Writing, record: LicenseRecord, command: LicenseCommand): readonly SavedEvent['id'][] {
  const decision = decide(record.license, command, writing.at)
  if (!decision.ok) return []
  return saveLicense(writing, record, applyAll(record.license, decision.value), decision.value).events.map(
    ({ id }) => id,
  )
}

/** Moves licenses between accounts; refused as a whole when one of them cannot go. */
export function moveAll(
  writing: Writing,
  records: readonly LicenseRecord[],
  { from, to, transfer }: { readonly from: AccountId; readonly to: AccountId; readonly transfer: string },
): Result<{ readonly id: SavedEvent['id'] }, CommandNo> {
  let last: SavedEvent['id'] | null = null
  for (const record of records) {
    const decision = decide(record.license, { type: 'transfer', from, to }, writing.at)
    if (!decision.ok) return err(toNo(decision.error))
    const { events } = saveLicense(writing, record, applyAll(record.license, decision.value), decision.value)
    last = events[0]?.id ?? last
  }
  return ok({ id: last ?? writeEvent(writing, 'transfer-empty', { transfer }, null) })
}

function noteOnAll(writing: Writing, records: readonly LicenseRecord[], type: string, facts: object): SavedEvent['id'] {
  const [first] = records.map((record) => noteEvent(writing, record, type, facts).event)
  return first ?? writeEvent(writing, type, facts, null)
}

function recordsOf({ tx }: Writing, { id }: Pick<TransferRow, 'id'>): readonly LicenseRecord[] {
  return licensesOfTransfer(tx, id).flatMap((licenseId) => loadLicense(tx, licenseId)?.licenses ?? [])
}

function isOwn(account: AccountId, { license }: LicenseRecord): boolean {
  return can({ type: 'account', id: account }, 'own:write', { owners: [license.associatedTo] })
}

function isSideOf({ from_account, to_account }: TransferRow, account: AccountId): boolean {
  return can({ type: 'account', id: account }, 'own:write', { owners: [from_account, to_account] })
}

function findAccountByEmail({ tx }: Writing, email: string): AccountId | null {
  const sql = 'SELECT "id" AS id FROM accounts WHERE "email" = ?'
  return tx.query<{ readonly id: AccountId }>(sql).get(email.toLowerCase())?.id ?? null
}

/** How mails name what a transfer is about: the first license, and how many more. */
function mailFacts(writing: Writing, records: readonly LicenseRecord[]) {
  const all = records.map(({ license }) => licenseMail(writing, license))
  const products = [...new Set(all.map(({ product }) => product))].join(', ')
  return { product: products, keyLast5: all[0]?.keyLast5 ?? '' }
}

/** Both sides hear of it, each by the name of the other. */
function tellBoth(
  { tx }: Writing,
  { from_account: from, to_account: to }: Pick<TransferRow, 'from_account' | 'to_account'>,
  tell: (side: { readonly to: { readonly account: AccountId }; readonly other: string }) => void,
): void {
  if (to === null) return
  tell({ to: { account: from }, other: loadAccount(tx, to).name })
  tell({ to: { account: to }, other: loadAccount(tx, from).name })
}

type TransferNo = 'NOT_YOUR_LICENSE' | 'SUSPENDED' | 'REVOKED' | 'EXPIRED'

/** The rules refuse a transfer for nothing else. */
function toNo(code: string): TransferNo {
  return code === 'SUSPENDED' || code === 'REVOKED' || code === 'EXPIRED' ? code : 'NOT_YOUR_LICENSE'
}
