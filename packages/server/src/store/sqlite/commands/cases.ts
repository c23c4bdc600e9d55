import type { AccountId, EventId, ReturnRequestId } from '@latchkey/core/ids'
import { can } from '@latchkey/core/access'
import { err, ok, type Result } from '@latchkey/core/result'
import type { LicenseRecord } from '../../records.ts'
import type { CaseAnswer, CaseTarget } from '../../case-commands.ts'
import type { CommandAnswers, CommandNo, CommandOf } from '../../store.ts'
import { type CaseRecord, loadCase, loadCaseOfTicket, ownersOfCase } from '../case-record.ts'
import { loadKey, loadLicense, loadProduct } from '../load.ts'
import { closeRequest, findOpenFor, noteOnRequest, openRequestsOf } from '../return-requests.ts'
import type { Writing } from '../save.ts'
import { viewMyReturnRequest } from '../reads/my-return-requests.ts'
import { viewExistingRequest } from '../reads/return-requests.ts'
import { queueMail } from '../queue-mail.ts'
import { addComment } from './case-effects.ts'
import { clearPending } from './decide-case.ts'

type OpenCase = CommandOf<'open-case'>

/** Opens a case from anywhere but a PC; one that is open about the same licenses already is given again. */
export function performOpenCase(writing: Writing, command: OpenCase): Result<CommandAnswers['open-case'], CommandNo> {
  const { tx, at } = writing
  if (command.externalId !== null && loadCaseOfTicket(tx, command.externalId) !== null) return err('ALREADY_EXISTS')
  const asked = licensesAsked(writing, command)
  if (asked === null) return err('NOT_FOUND')
  const active = asked.filter(({ license }) => license.activatedOn !== null)
  if (active.length === 0) return command.channel === 'form' ? ok(null) : err('NOT_ACTIVATED')
  const ids = active.map(({ license }) => license.id)
  const open = command.externalId === null ? findOpenFor(tx, ids, command.account) : null
  if (open !== null) return ok(answerFor(writing, open, command.account))
  const keyIds = new Set(active.map(({ license }) => license.keyId))
  const [keyId = null] = keyIds.size === 1 ? keyIds : []
  tx.run(
    `INSERT INTO return_requests (id, state, closed, reason, email, message, key_id, account, opened_at, channel, external_id, language)
     VALUES (?, 'open', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      command.id,
      command.reason,
      command.email,
      command.message,
      keyId,
      command.account,
      at,
      command.channel,
      command.externalId,
      command.language,
    ],
  )
  for (const id of ids) tx.run('INSERT INTO return_request_licenses (request, license) VALUES (?, ?)', [command.id, id])
  const event = noteOnRequest(writing, command.id, 'return-requested', { reason: command.reason })
  if (event !== null) tellOfOpening(writing, command, event, active)
  return ok(answerFor(writing, command.id, command.account))
}

/** Those named; for none, all of the key. Null if one of them is not there, or not theirs who asks. */
function licensesAsked({ tx }: Writing, command: OpenCase): readonly LicenseRecord[] | null {
  if (command.licenseIds.length === 0) {
    return command.keyId === null ? [] : (loadKey(tx, command.keyId)?.licenses ?? null)
  }
  const records = [...new Set(command.licenseIds)].map((id) => loadLicense(tx, id)?.licenses[0] ?? null)
  const { account } = command
  const isAllowed = ({ license }: LicenseRecord) =>
    account === null || can({ type: 'account', id: account }, 'own:write', { owners: [license.associatedTo] })
  return records.every((record) => record !== null && isAllowed(record))
    ? records.filter((record) => record !== null)
    : null
}

/** Whoever asked hears that it came in; an owner who did not ask hears of it too: knowing the key is not identity. */
export function tellOfOpening(
  writing: Writing,
  { id, account, email, language }: Pick<OpenCase, 'id' | 'account' | 'email' | 'language'>,
  event: EventId,
  active: readonly LicenseRecord[],
): void {
  const products = [...new Set(active.map(({ license }) => loadProduct(writing.tx, license.product).name))]
  const to = account === null ? { address: email, language } : { account }
  const facts = { request: id, products }
  if (account !== null || email !== '') {
    queueMail(writing, event, { template: 'request-received', facts, to, returnRequest: id })
  }
  const owners = new Set(active.flatMap(({ license }) => license.associatedTo ?? []))
  for (const owner of owners) {
    if (owner === account) continue
    queueMail(writing, event, {
      template: 'return-asked',
      facts,
      to: { account: owner },
      returnRequest: id,
    })
  }
}

/** Something said in a case. What the customer says while proof was asked for brings the case back to Support. */
export function performCommentCase(
  writing: Writing,
  { target, account, ...comment }: CommandOf<'comment-case'>,
): Result<CommandAnswers['comment-case'], CommandNo> {
  const found = findCase(writing, target, account)
  if (found === null) return err('NOT_FOUND')
  if (account !== null && found.found.state !== 'open') return err('ALREADY_CLOSED')
  const commentId = addComment(writing, found.id, comment)
  if (comment.author !== 'support' && found.found.stage === 'proof-asked') {
    writing.tx.run("UPDATE return_requests SET stage = 'new' WHERE id = ?", [found.id])
  }
  const { author: by, internal } = comment
  noteOnRequest(writing, found.id, 'return-request-commented', { by, internal, comment: commentId })
  return ok(answerFor(writing, found.id, account))
}

/** The customer no longer needs it, or the ticket in the vendor's own help desk was closed. */
export function performWithdrawCase(
  writing: Writing,
  { target, account, text }: CommandOf<'withdraw-case'>,
): Result<CommandAnswers['withdraw-case'], CommandNo> {
  const found = findCase(writing, target, account)
  // Others may see a case about their licenses; only who opened it withdraws it.
  if (found === null || (account !== null && found.found.requester !== account)) return err('NOT_FOUND')
  if (found.found.state === 'withdrawn') return ok(answerFor(writing, found.id, account))
  if (found.found.state !== 'open')
    return account === null ? ok(answerFor(writing, found.id, account)) : err('ALREADY_CLOSED')
  closeRequest(writing, found.id, 'withdrawn', text)
  return ok(answerFor(writing, found.id, account))
}

/** An owner who did not ask says no: what waits is stopped, and Support sees why. */
export function performObjectToCase(
  writing: Writing,
  { id, account, message }: CommandOf<'object-to-case'>,
): Result<CommandAnswers['object-to-case'], CommandNo> {
  const found = findCase(writing, { id }, account)
  if (found === null || found.found.requester === account) return err('NOT_FOUND')
  if (found.found.state !== 'open') return err('ALREADY_CLOSED')
  stopWhatWaits(writing, found, account)
  writing.tx.run('UPDATE return_requests SET objected = 1 WHERE id = ?', [id])
  addComment(writing, id, { author: 'customer', text: message, internal: true })
  noteOnRequest(writing, id, 'return-request-objected', {})
  return ok(answerFor(writing, id, account))
}

/** In this case, and in any other about a license of theirs: another case is no way around. */
function stopWhatWaits(writing: Writing, found: CaseRecord, account: AccountId): void {
  clearPending(writing, found)
  const own = found.records.filter(({ license }) => license.associatedTo === account)
  const others = new Set(own.flatMap(({ license }) => openRequestsOf(writing.tx, license.id)))
  for (const id of others) {
    const other = loadCase(writing.tx, id)
    if (other === null || other.pending === null) continue
    clearPending(writing, other)
    noteOnRequest(writing, id, 'return-request-cancelled', { note: `The owner has objected in ${found.id}.` })
  }
}

/** A case that an account may know of: it asked, or owns one of its licenses. Of somebody else's it learns nothing. */
function findCase(
  { tx }: Writing,
  target: CaseTarget,
  account: CommandOf<'comment-case'>['account'],
): CaseRecord | null {
  const found = 'id' in target ? loadCase(tx, target.id) : loadCaseOfTicket(tx, target.externalId)
  if (found === null || account === null) return found
  return can({ type: 'account', id: account }, 'own:write', { owners: ownersOfCase(found) }) ? found : null
}

/** Kept whole, so that a repeated call gets the same bytes whatever has happened since. */
function answerFor({ tx, at }: Writing, id: ReturnRequestId, account: AccountId | null): CaseAnswer {
  const myView = account === null ? null : viewMyReturnRequest(tx, account, id, at)
  return { id, view: viewExistingRequest(tx, id, at), myView }
}
