import type { AccountId, EpochMs, EventId, HostId, LicenseId } from '@latchkey/core/ids'
import { apply, type License, type LicenseEvent, type ReturnedBy } from '@latchkey/core/license'
import { leaseUntil, renewFrom } from '@latchkey/core/policy'
import type { ReturnReason } from '@latchkey/core/return-request'
import type { EventActor, HostDescription, OperationKey } from '../store.ts'
import type { ActivationRecord, LicenseRecord } from '../records.ts'
import type { Happened } from '../webhook-commands.ts'
import type { Tx } from './transaction.ts'

/** What all writes of one command share; `happened`: the events written so far. */
export interface Writing {
  readonly tx: Tx
  readonly operation: OperationKey
  readonly actor: EventActor
  readonly at: EpochMs
  readonly happened: Happened[]
}

/** What else is known of a change. */
export interface ChangeNote {
  /** Kept with the events, and with an ended activation. */
  readonly reason?: ReturnReason | undefined
  readonly note?: string | undefined
  readonly returnRequest?: string | undefined
  /** The host that asks, and the account signed in to there. */
  readonly asker?: { readonly hostName: string; readonly account: AccountId | null } | undefined
  /** The owner that a return releases the license from. */
  readonly releasedFrom?: AccountId | undefined
  /** This activation undoes a return: the PC keeps the lease it had. */
  readonly undone?: { readonly hostName: string; readonly generation: number } | undefined
}

/** An event as it was written. */
export interface SavedEvent {
  readonly id: EventId
  readonly event: LicenseEvent
}

export interface SavedLicense {
  readonly record: LicenseRecord
  readonly events: readonly SavedEvent[]
}

const UPDATE_LICENSE = /* sql */ `
  UPDATE licenses SET standing = ?, expires_at = ?, account = ?, generation = ?, last_return_host = ?, last_return_by = ?,
    emergency_host = ?, emergency_issued_at = ?, emergency_until = ?, emergency_granted_until = ?, version = ? WHERE id = ? AND version = ?`

/** Writes exactly what the events changed: the license, its activation, and the events. */
export function saveLicense(
  writing: Writing,
  before: LicenseRecord,
  after: License,
  events: readonly LicenseEvent[],
  change: ChangeNote = {},
): SavedLicense {
  if (events.length === 0) return { record: before, events: [] }
  const { reason, note, returnRequest } = change
  const kept = { reason, note, returnRequest, ...(change.undone === undefined ? {} : { undo: true }) }
  const version = before.version + events.length
  const changed = writing.tx.run(UPDATE_LICENSE, [
    after.standing,
    after.expiresAt,
    after.associatedTo,
    after.generation,
    after.lastReturn?.host ?? null,
    after.lastReturn?.by ?? null,
    after.emergency?.on ?? null,
    after.emergency?.issuedAt ?? null,
    after.emergency?.until ?? null,
    after.emergencyGrantedUntil,
    version,
    after.id,
    before.version,
  ])
  guard(changed, after.id)
  let { license, activation } = before
  const saved = events.map((event, index) => {
    license = apply(license, event)
    activation = saveActivation(writing, { license, activation, version }, event, change)
    const { type, ...facts } = event
    const id = writeEvent(writing, type, { ...facts, ...kept }, { id: after.id, version: before.version + index + 1 })
    return { id, event }
  })
  return { record: { license: after, version, activation }, events: saved }
}

/** An event of a license that changes none of its facts. */
export function noteOnLicense(writing: Writing, before: LicenseRecord, type: string, facts: object): LicenseRecord {
  return noteEvent(writing, before, type, facts).record
}

/** The same, telling the event's id, for mails about it. */
export function noteEvent(
  writing: Writing,
  { license, version, activation }: LicenseRecord,
  type: string,
  facts: object,
): { readonly record: LicenseRecord; readonly event: EventId } {
  const next = version + 1
  const sql = 'UPDATE licenses SET version = ? WHERE id = ? AND version = ?'
  guard(writing.tx.run(sql, [next, license.id, version]), license.id)
  const event = writeEvent(writing, type, facts, { id: license.id, version: next })
  return { record: { license, version: next, activation }, event }
}

/** Writes an event; without a license it is one of the house: products, policies, tokens. */
export function writeEvent(
  writing: Writing,
  type: string,
  facts: object,
  license: { readonly id: LicenseId; readonly version: number } | null,
): EventId {
  const { tx, operation, actor, at } = writing
  const id = tx.newId('evt')
  tx.run(
    `INSERT INTO events (id, operation, caller, actor_type, actor_id, license, version, type, data, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      id,
      operation.id,
      operation.caller,
      actor.type,
      actor.id,
      license?.id ?? null,
      license?.version ?? null,
      type,
      JSON.stringify(facts),
      at,
    ],
  )
  writing.happened.push({ event: id, type, license: license?.id ?? null, facts: facts as Happened['facts'] })
  return id
}

/** Records a host as it describes itself at this contact. */
export function saveHost({ tx, at }: Writing, host: HostDescription): void {
  tx.run(
    `INSERT INTO hosts (id, device_key, name, os, fingerprint, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, os = excluded.os, fingerprint = excluded.fingerprint,
       last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
    [host.id, JSON.stringify(host.key), host.name, host.os, JSON.stringify(host.fingerprint), at, at],
  )
}

/** Notes that the owner of a license has signed in on the host that holds it. */
export function saveAccountShown({ tx }: Writing, { license, version, activation }: LicenseRecord): LicenseRecord {
  if (activation === null) return { license, version, activation }
  const sql = 'UPDATE activations SET account_shown = ? WHERE license = ? AND generation = ? AND returned_at IS NULL'
  guard(tx.run(sql, [license.associatedTo, license.id, license.generation]), license.id)
  return { license, version, activation: { ...activation, accountShown: license.associatedTo } }
}

/** Marks that a host knows of its ended activations of a license; true if it had not been known. */
export function markStaleHostSeen({ tx, at }: Writing, license: LicenseId, host: HostId): boolean {
  const sql = `UPDATE activations SET stale_seen_at = ?
    WHERE license = ? AND host = ? AND returned_by IN ('support', 'owner') AND stale_seen_at IS NULL`
  return tx.run(sql, [at, license, host]) > 0
}

function saveActivation(
  writing: Writing,
  { license, activation }: LicenseRecord,
  event: LicenseEvent,
  note: ChangeNote,
): ActivationRecord | null {
  switch (event.type) {
    case 'activated':
      return insertActivation(writing, license, event, note)
    case 'renewed':
      return activation === null ? null : extendLease(writing, license, event.on, activation)
    case 'returned':
      endActivation(writing, license, event, note)
      return null
    case 'emergency-issued':
    case 'emergency-ended':
    case 'emergency-granted':
    case 'emergency-withdrawn':
    case 'associated':
    case 'transferred':
    case 'released':
    case 'standing-set':
    case 'expiry-set':
      return activation
  }
}

function insertActivation(
  writing: Writing,
  license: License,
  { on, generation }: { readonly on: HostId; readonly generation: number },
  { asker, undone }: ChangeNote,
): ActivationRecord {
  const { tx, at } = writing
  if (license.lastReturn !== null) markStaleHostSeen(writing, license.id, on)
  const lease = undone === undefined ? leaseOf(license, on, at) : undoReturn(writing, license.id, undone.generation)
  const accountShown = asker?.account === license.associatedTo ? license.associatedTo : null
  tx.run(
    `INSERT INTO activations (license, generation, host, since, lease_until, renew_from, account_shown)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [license.id, generation, on, at, lease.leaseUntil, lease.renewFrom, accountShown],
  )
  return { hostName: asker?.hostName ?? undone?.hostName ?? on, since: at, ...lease, accountShown }
}

/** Marks a return as undone; gives the lease that its PC still has. */
function undoReturn({ tx, at }: Writing, license: LicenseId, generation: number): Lease {
  const sql = 'UPDATE activations SET undone_at = ? WHERE license = ? AND generation = ? AND returned_at IS NOT NULL'
  guard(tx.run(sql, [at, license, generation]), license)
  const lease = tx
    .query<Lease>(
      'SELECT lease_until AS "leaseUntil", renew_from AS "renewFrom" FROM activations WHERE license = ? AND generation = ?',
    )
    .get(license, generation)
  if (lease === undefined) throw new Error(`license ${license} has no generation ${generation}`)
  return { ...lease }
}

function extendLease(
  { tx, at }: Writing,
  license: License,
  host: HostId,
  activation: ActivationRecord,
): ActivationRecord {
  const lease = leaseOf(license, host, at)
  const changed = tx.run(
    `UPDATE activations SET lease_until = ?, renew_from = ? WHERE license = ? AND generation = ? AND returned_at IS NULL`,
    [lease.leaseUntil, lease.renewFrom, license.id, license.generation],
  )
  guard(changed, license.id)
  return { ...activation, ...lease }
}

function endActivation(
  { tx, at }: Writing,
  license: License,
  { by }: { readonly by: ReturnedBy },
  { reason, returnRequest, releasedFrom }: ChangeNote,
): void {
  const changed = tx.run(
    `UPDATE activations SET returned_at = ?, returned_by = ?, reason = ?, returned_in = ?, released_from = ?
     WHERE license = ? AND generation = ? AND returned_at IS NULL`,
    [at, by, reason ?? null, returnRequest ?? null, releasedFrom ?? null, license.id, license.generation],
  )
  guard(changed, license.id)
}

type Lease = Pick<ActivationRecord, 'leaseUntil' | 'renewFrom'>

function leaseOf(license: License, host: HostId, at: EpochMs): Lease {
  const until = leaseUntil(license.terms, license.expiresAt, at)
  return { leaseUntil: until, renewFrom: until === null ? null : renewFrom(at, until, jitterOf(host)) }
}

/** 0 to 1, fixed by the host's id, which is a hash: hosts installed together do not renew together. */
function jitterOf(host: HostId): number {
  return Buffer.from(host, 'base64url').readUInt32BE(0) / 2 ** 32
}

/** The single writer cannot be overtaken; where several write (PostgreSQL) the loser is undone and tried again. */
function guard(changed: number, license: LicenseId): void {
  if (changed !== 1) throw new Error(`license ${license} changed meanwhile`)
}
