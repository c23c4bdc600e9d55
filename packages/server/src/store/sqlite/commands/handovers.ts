import { can } from '@latchkey/core/access'
import { isWaiting, judgeHandover, refusalOfObjection, refusalOfUndo } from '@latchkey/core/handover'
import type { AccountId, EventId, HandoverId } from '@latchkey/core/ids'
import { applyAll } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { decideRemoval } from '@latchkey/core/organization'
import { err, ok, type Result } from '@latchkey/core/result'
import type { MailFacts } from '../../../mail/mail.ts'
import type { HandoverCommandBodies, HandoverView, MyHandoverView } from '../../handover-commands.ts'
import type { CommandNo, CommandOf } from '../../store.ts'
import { isSameAgent } from '../agents.ts'
import {
  eventsOf,
  factsOfOrganization,
  factsOfRows,
  type HandoverOutcome,
  type HandoverRecord,
  type HandoverRow,
  handoverRows,
  loadHandover,
  loadWaitingHandovers,
  loadWaitingHandoversWith,
  outcomeOf,
} from '../handover-record.ts'
import { loadAccount } from '../load.ts'
import { isAccount, isOwner, loadOrganization, loadOwners } from '../organizations.ts'
import { queueMail } from '../queue-mail.ts'
import { presentMyHandover, viewExistingHandover } from '../reads/handovers.ts'
import { saveLicense, writeEvent, type Writing } from '../save.ts'
import { addOwner, removeOwner, tellOwners } from './owners-of-organizations.ts'
import type { Performers } from './performers.ts'

type Answer = Result<HandoverView, CommandNo>

export const HANDOVER_COMMANDS: Performers<keyof HandoverCommandBodies> = {
  'hand-over': performHandOver,
  'approve-handover': performApprove,
  'carry-out-handover': performCarryOut,
  'cancel-handover': performCancel,
  'undo-handover': performUndo,
  'object-to-handover': performObject,
}

/** Support gives licenses of an account to another one: at once, or it waits as a risky return does. */
function performHandOver(writing: Writing, command: CommandOf<'hand-over'>): Answer {
  const { tx, at } = writing
  const { id, from, to, note } = command
  if (!isAccount(writing.tx, from) || !isAccount(writing.tx, to)) return err('NOT_FOUND')
  if (loadWaitingHandovers(tx, from).length > 0) return err('DECISION_PENDING')
  const rows = handoverRows(tx, command, at)
  if (rows === 'TOO_MANY') return err('TOO_MANY')
  const refusal = rows === null ? 'NOT_FOUND' : refusalOfRows(rows)
  if (rows === null || refusal !== null) return err(refusal ?? 'NOT_FOUND')
  const facts = factsOfRows(tx, from, rows, at)
  const ids = rows.map(({ record }) => record.license.id)
  const decided = { id, kind: 'licenses', from, to, licenseIds: ids, note, licenses: facts.licenses } as const
  return decide(writing, { ...decided, rows: rows.map((row) => outcomeOf(row, 'moves')) })
}

/** Nothing of it can move: then why the first one cannot. */
function refusalOfRows(rows: readonly HandoverRow[]): CommandNo | null {
  if (rows.some((row) => eventsOf(row).length > 0)) return null
  const [refused] = rows.flatMap(({ decision }) => (decision.ok ? [] : [decision.error]))
  return refused ?? 'NOT_FOUND'
}

type Decided = Pick<HandoverRecord, 'id' | 'kind' | 'from' | 'to' | 'licenseIds' | 'note' | 'licenses' | 'rows'>

/** Writes what was decided, and does it unless it must wait. */
export function decide(writing: Writing, decided: Decided): Answer {
  const { tx, at, actor } = writing
  const { id, kind, from, to, licenseIds, note, licenses, rows } = decided
  tx.run(
    `INSERT INTO handovers (id, kind, state, account, to_account, license_ids, licenses, rows, note, decided_by, decided_at)
     VALUES (?, ?, 'held', ?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, kind, from, to, JSON.stringify(licenseIds), licenses, JSON.stringify(rows), note, JSON.stringify(actor), at],
  )
  return judgeAndDo(writing, existing(writing, id), { approved: false })
}

/** A second agent agrees; whoever decided cannot agree with themselves. */
function performApprove(writing: Writing, { id, note }: CommandOf<'approve-handover'>): Answer {
  const { tx, actor } = writing
  const found = loadHandover(tx, id)
  if (found === null) return err('NOT_FOUND')
  if (found.state !== 'needs-second-agent') return err('ALREADY_CLOSED')
  if (isSameAgent(tx, found.by, actor)) return err('NEEDS_APPROVAL')
  tx.run('UPDATE handovers SET approved_by = ? WHERE id = ?', [JSON.stringify(actor), id])
  writeHandoverEvent(writing, found, 'approved', { note })
  return judgeAndDo(writing, existing(writing, id), { approved: true })
}

function judgeAndDo(writing: Writing, found: HandoverRecord, how: { readonly approved: boolean }): Answer {
  const { tx, at } = writing
  const verdict = judgeHandover(factsOf(writing, found), how, at)
  switch (verdict.type) {
    case 'now':
      return carryOut(writing, found)
    case 'held': {
      tx.run("UPDATE handovers SET state = 'held', execute_at = ? WHERE id = ?", [verdict.until, found.id])
      const event = writeHandoverEvent(writing, found, 'waits', { until: verdict.until })
      tellOwner(writing, found, event, { change: 'waits', at: verdict.until })
      return ok(viewExistingHandover(tx, found.id, at))
    }
    case 'needs-second-agent':
      tx.run("UPDATE handovers SET state = 'needs-second-agent' WHERE id = ?", [found.id])
      writeHandoverEvent(writing, found, 'waits', { until: null })
      return ok(viewExistingHandover(tx, found.id, at))
  }
}

function factsOf({ tx, at }: Writing, found: HandoverRecord) {
  if (found.kind === 'ownership') return factsOfOrganization(tx, found.from, at)
  const rows = handoverRows(tx, found, at)
  return factsOfRows(tx, found.from, rows === null || rows === 'TOO_MANY' ? [] : rows, at)
}

/** The end of a hold: it is judged no more, but what it is about may have changed meanwhile. */
function performCarryOut(writing: Writing, { id }: CommandOf<'carry-out-handover'>): Answer {
  const found = loadHandover(writing.tx, id)
  const isDue = found !== null && found.executeAt !== null && found.executeAt <= writing.at
  return found !== null && isDue ? carryOut(writing, found) : err('NOT_FOUND')
}

function carryOut(writing: Writing, found: HandoverRecord): Answer {
  if (!isAccount(writing.tx, found.from) || !isAccount(writing.tx, found.to))
    return end(writing, found, 'cancelled', {})
  return found.kind === 'ownership' ? giveOwnership(writing, found) : giveLicenses(writing, found)
}

/** Row by row: what was given away, suspended or released meanwhile stops no other one. */
function giveLicenses(writing: Writing, found: HandoverRecord): Answer {
  const { tx, at } = writing
  const rows = handoverRows(tx, found, at)
  if (rows === null || rows === 'TOO_MANY') throw new Error(`licenses of handover ${found.id} are missing`)
  const moved = save(writing, found, rows)
  const event = finish(writing, found, { licenses: moved, rows: rows.map((row) => outcomeOf(row, 'moved')) })
  if (moved > 0) tellBoth(writing, { ...found, licenses: moved }, event, 'done')
  return ok(viewExistingHandover(tx, found.id, at))
}

/** Becomes an owner, unless they are one already or the organization has as many as it may. */
function giveOwnership(writing: Writing, found: HandoverRecord): Answer {
  const { tx, at } = writing
  const { from: organization, to: person, note } = found
  const owners = loadOwners(tx, organization)
  const isFull = owners.length >= LIMITS.ownersPerOrganizationMax
  if (isFull || owners.includes(person)) return end(writing, found, 'cancelled', {})
  addOwner(writing, organization, person)
  finish(writing, found, { licenses: found.licenses, rows: [] })
  const { name } = loadAccount(tx, organization)
  const about = loadAccount(tx, person).name
  tellOwners(writing, { id: organization, name, owners: [...owners, person] }, 'appointed', { about, person, note })
  return ok(viewExistingHandover(tx, found.id, at))
}

function finish(
  writing: Writing,
  found: HandoverRecord,
  { licenses, rows }: { readonly licenses: number; readonly rows: readonly HandoverOutcome[] },
): EventId {
  writing.tx.run(
    "UPDATE handovers SET state = 'done', execute_at = NULL, done_at = ?, licenses = ?, rows = ? WHERE id = ?",
    [writing.at, licenses, JSON.stringify(rows), found.id],
  )
  return writeHandoverEvent(writing, { ...found, licenses }, 'done', {})
}

/** Writes the licenses that change their owner; gives how many. */
function save(writing: Writing, { note }: HandoverRecord, rows: readonly HandoverRow[]): number {
  const moving = rows.filter((row) => eventsOf(row).length > 0)
  for (const row of moving) {
    const { record } = row
    const events = eventsOf(row)
    saveLicense(writing, record, applyAll(record.license, events), events, { note })
  }
  return moving.length
}

/** Support takes it back while it waits. */
function performCancel(writing: Writing, { id, note }: CommandOf<'cancel-handover'>): Answer {
  const found = loadHandover(writing.tx, id)
  if (found === null) return err('NOT_FOUND')
  return isWaiting(found.state) ? end(writing, found, 'cancelled', { note }) : err('ALREADY_CLOSED')
}

/** Whose it is says no: nothing of it happens. */
function performObject(
  writing: Writing,
  { id, account, message }: CommandOf<'object-to-handover'>,
): Result<MyHandoverView, CommandNo> {
  const { tx } = writing
  const found = loadHandover(tx, id)
  const isTheirs = found !== null && can({ type: 'account', id: account }, 'own:write', { owners: [found.from] })
  if (found === null || !isTheirs) return err('NOT_FOUND')
  const refusal = refusalOfObjection(found.state)
  if (refusal !== null) return err(refusal)
  tx.run('UPDATE handovers SET objection = ? WHERE id = ?', [message, id])
  end(writing, found, 'objected', {})
  return ok(presentMyHandover(tx, existing(writing, id)))
}

/** One of the two accounts is closed: there is nothing left to hand over, or nobody to hand it to. */
export function cancelWaitingHandovers(writing: Writing, account: AccountId): void {
  for (const found of loadWaitingHandoversWith(writing.tx, account)) end(writing, found, 'cancelled', {})
}

/** Ends what waits; of an owner who was told that it would happen, that it does not. */
function end(writing: Writing, found: HandoverRecord, state: 'cancelled' | 'objected', facts: object): Answer {
  const { tx, at } = writing
  tx.run('UPDATE handovers SET state = ?, execute_at = NULL WHERE id = ?', [state, found.id])
  const event = writeHandoverEvent(writing, found, state, facts)
  if (found.state === 'held') tellOwner(writing, found, event, { change: 'stopped', at })
  return ok(viewExistingHandover(tx, found.id, at))
}

/** Back to whom it was taken from; what has gone further stays. The last owner of an organization stays too. */
function performUndo(writing: Writing, { id, note }: CommandOf<'undo-handover'>): Answer {
  const { tx, at } = writing
  const found = loadHandover(tx, id)
  if (found === null) return err('NOT_FOUND')
  const refusal = refusalOfUndo(found, at)
  if (refusal !== null) return err(refusal)
  if (!isAccount(writing.tx, found.from)) return err('UNDO_TOO_LATE')
  return found.kind === 'ownership' ? undoOwnership(writing, found, note) : undoLicenses(writing, found, note)
}

function undoOwnership(writing: Writing, found: HandoverRecord, note: string): Answer {
  const { tx, at } = writing
  const { from: id, to: person } = found
  const organization = loadOrganization(tx, id)
  if (organization === null || !isOwner(tx, id, person)) return err('UNDO_TOO_LATE')
  const left = decideRemoval(organization, person)
  if (!left.ok) return left
  removeOwner(writing, id, person)
  markUndone(writing, found, found.rows, note)
  tellOwners(writing, organization, 'removed', { about: loadAccount(tx, person).name, person })
  return ok(viewExistingHandover(tx, found.id, at))
}

function undoLicenses(writing: Writing, found: HandoverRecord, note: string): Answer {
  const { tx, at } = writing
  const licenseIds = found.rows.flatMap(({ license, outcome }) => (outcome === 'moved' ? [license] : []))
  // Nothing moved: an empty list would name all that the new owner has.
  if (licenseIds.length === 0) return err('UNDO_TOO_LATE')
  const rows = handoverRows(tx, { from: found.to, to: found.from, licenseIds }, at)
  if (rows === null || rows === 'TOO_MANY') throw new Error(`licenses of handover ${found.id} are missing`)
  const moved = save(writing, { ...found, note }, rows)
  if (moved === 0) return err('UNDO_TOO_LATE')
  const stayed = found.rows.filter(({ outcome }) => outcome !== 'moved')
  const event = markUndone(writing, found, [...rows.map((row) => outcomeOf(row, 'moved-back')), ...stayed], note)
  tellBoth(writing, { ...found, licenses: moved }, event, 'undone')
  return ok(viewExistingHandover(tx, found.id, at))
}

function markUndone(writing: Writing, found: HandoverRecord, rows: readonly HandoverOutcome[], note: string): EventId {
  writing.tx.run("UPDATE handovers SET state = 'undone', rows = ? WHERE id = ?", [JSON.stringify(rows), found.id])
  return writeHandoverEvent(writing, found, 'undone', { note })
}

function writeHandoverEvent(writing: Writing, found: HandoverRecord, change: string, facts: object): EventId {
  const { id, kind, from, to, licenses, note } = found
  return writeEvent(writing, `handover-${change}`, { handover: id, kind, from, to, licenses, note, ...facts }, null)
}

type Told = Pick<MailFacts['handover'], 'change' | 'at'>

/** Whose it is hears of what will happen; of an organization every owner. */
function tellOwner(writing: Writing, found: HandoverRecord, event: EventId, told: Told): void {
  queueMail(writing, event, {
    template: 'handover',
    facts: mailFacts(writing, found, told),
    to: { account: found.from },
  })
}

function tellBoth(writing: Writing, found: HandoverRecord, event: EventId, change: 'done' | 'undone'): void {
  const facts = mailFacts(writing, found, { change, at: writing.at })
  for (const account of [found.from, found.to]) {
    queueMail(writing, event, { template: 'handover', facts, to: { account } })
  }
}

function mailFacts(
  { tx }: Writing,
  { id, kind, from, to, licenses }: HandoverRecord,
  told: Told,
): MailFacts['handover'] {
  const names = { from: loadAccount(tx, from).name, to: loadAccount(tx, to).name }
  return { request: id, kind, ...names, count: licenses, ...told }
}

function existing({ tx }: Writing, id: HandoverId): HandoverRecord {
  const found = loadHandover(tx, id)
  if (found === null) throw new Error(`handover ${id} is missing`)
  return found
}
