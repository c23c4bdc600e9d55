import { performHostIntent, proofFor, type RowOutcome, signedOf } from '@latchkey/core/host-operation'
import type { KeyId, LicenseId, OperationId } from '@latchkey/core/ids'
import { apply, decide, type LicenseEvent, refusalOfStanding } from '@latchkey/core/license'
import { isOwnedBy } from '@latchkey/core/organization'
import { ok, type Result } from '@latchkey/core/result'
import {
  type Disclosure,
  presentFacts,
  presentLicenseClaims,
  presentReceiptClaims,
  presentRefusalFacts,
  type Scene,
} from '../../present.ts'
import type { KeyRecord, KeyRecords, LicenseRecord } from '../../records.ts'
import type { CommandOf, HostAnswer, HostDescription, UnsignedRow } from '../../store.ts'
import { listShown, loadShownKeys } from '../listing.ts'
import { loadLicense, loadLicenseIdsOnHost } from '../load.ts'
import { withOrganizations } from '../organizations.ts'
import { markStaleHostSeen, noteEvent, saveAccountShown, saveHost, saveLicense, type Writing } from '../save.ts'
import { askerOfAnswer, sceneOf } from '../scene.ts'
import { queueMail } from '../queue-mail.ts'
import { licenseMail, tellOwner } from '../tell-owner.ts'
import type { Reading } from '../connection.ts'
import { closeSettled } from './settled-cases.ts'

type HostOperation = CommandOf<'host-operation'>

/** What a PC asks for: loads the keys concerned, lets the rules decide, writes what changed, and says what the answer will say. */
export function performHostOperation(writing: Writing, asked: HostOperation): Result<HostAnswer, never> {
  const command = { ...asked, asking: withOrganizations(writing.tx, asked.asking) }
  const { asking, intent, at } = command
  saveHost(writing, command.host)
  const scene = sceneOf(writing.tx, asking, at)
  const keys = loadShownKeys(writing.tx, asking)
  addNamedLicenses(writing.tx, keys, command)
  const outcome = performHostIntent(keys.asKeys(), asking, intent, at)
  const rows = outcome.rows.map((row, index) => {
    if (row.status === 'unknown') return UNKNOWN_ROW
    const record = saveOutcome(writing, command, keys, row)
    return presentRow(writing, { scene, keys, command, jti: `${command.operation.id}.${index}` }, row, record)
  })
  const answer = { at, ...askerOfAnswer(scene), rows, licenses: listShown(scene, keys), returnRequest: null }
  if (intent.type === 'return') closeSettled(writing, outcome.rows.flatMap(returnedBy), 'pc')
  return ok(answer)
}

function returnedBy(row: RowOutcome): readonly LicenseId[] {
  const isReturned = row.status === 'succeeded' && row.events.some(({ type }) => type === 'returned')
  return isReturned ? [row.license.id] : []
}

/** Rows may name licenses that no proof shows: renewing needs the device key only. So does fetching all there is. */
function addNamedLicenses(db: Reading, keys: KeyRecords, { intent, asking, at }: HostOperation): void {
  if (intent.type === 'associate' || intent.type === 'activate') return
  const isEvery = intent.type === 'fetch' && intent.rows.length === 0
  const licenseIds = isEvery ? loadLicenseIdsOnHost(db, asking.host, at) : intent.rows.map((row) => row.licenseId)
  for (const licenseId of licenseIds) {
    if (keys.hasLicense(licenseId)) continue
    const key = loadLicense(db, licenseId)
    if (key !== null) addLicense(keys, key)
  }
}

/** Two licenses of one key may be named, each loaded alone. */
function addLicense(keys: KeyRecords, loaded: KeyRecord): void {
  const known = keys.key(loaded.id)
  keys.add(known === null ? loaded : { ...known, licenses: [...known.licenses, ...loaded.licenses] })
}

type KnownOutcome = Exclude<RowOutcome, { status: 'unknown' }>

function saveOutcome(writing: Writing, command: HostOperation, keys: KeyRecords, outcome: KnownOutcome): LicenseRecord {
  const before = keys.license(outcome.license.id)
  const record =
    outcome.status === 'succeeded'
      ? saveSuccess(writing, command, before, outcome)
      : saveRefusal(writing, command, before, outcome.code)
  keys.put(record)
  return record
}

function saveSuccess(
  writing: Writing,
  { asking, host, intent }: HostOperation,
  before: LicenseRecord,
  outcome: Extract<RowOutcome, { status: 'succeeded' }>,
): LicenseRecord {
  const events = [...outcome.events, ...overdueRenewal(writing, before, outcome, intent.type)]
  const asker = { hostName: host.name, account: asking.account }
  const { record, events: saved } = saveLicense(writing, before, outcome.license, events, { asker })
  let owned = before.license
  for (const { id, event } of saved) {
    tellOwner(writing, { eventId: id, event, before: owned, asking })
    owned = apply(owned, event)
  }
  const { license, activation } = record
  const signed = signedOf(asking)
  const isOwner = signed !== null && isOwnedBy(signed, license.associatedTo)
  const isNewHere = license.activatedOn === host.id && activation?.accountShown !== license.associatedTo
  return isOwner && isNewHere ? saveAccountShown(writing, record) : record
}

/** "Already activated here" must not hand out a file whose lease is nearly over: the PC may have been off for months. */
function overdueRenewal(
  { at }: Writing,
  { activation }: LicenseRecord,
  { license, events }: Extract<RowOutcome, { status: 'succeeded' }>,
  intent: HostOperation['intent']['type'],
): readonly LicenseEvent[] {
  if (intent !== 'activate' || license.activatedOn === null || events.some(({ type }) => type === 'activated'))
    return []
  const renewFrom = activation?.renewFrom ?? null
  if (renewFrom === null || renewFrom > at) return []
  const renewal = decide(license, { type: 'renew', host: license.activatedOn }, at)
  return renewal.ok ? renewal.value : []
}

/** A stale host has been told at this contact: from now on it knows. */
function saveRefusal(writing: Writing, { host }: HostOperation, before: LicenseRecord, code: string): LicenseRecord {
  if (code !== 'RETURNED_BY_SUPPORT' || !markStaleHostSeen(writing, before.license.id, host.id)) return before
  return noteStaleHost(writing, before, host)
}

/** A stale host has been told at this contact; the owner is told that it was seen. */
function noteStaleHost(writing: Writing, before: LicenseRecord, host: HostDescription): LicenseRecord {
  const { record, event } = noteEvent(writing, before, 'stale-host-seen', { host: host.id })
  const { associatedTo, id } = before.license
  if (associatedTo === null) return record
  const facts = { ...licenseMail(writing, before.license), hostName: host.name, at: writing.at }
  queueMail(writing, event, { template: 'stale-host-seen', facts, to: { account: associatedTo }, license: id })
  return record
}

interface RowScene {
  readonly scene: Scene
  readonly keys: KeyRecords
  readonly command: HostOperation
  readonly jti: string
}

/** No such license, or none that this person may know of. */
const UNKNOWN_ROW: UnsignedRow = {
  status: 'refused',
  alreadySo: false,
  refusal: { code: 'NOT_FOUND', facts: { field: 'license' } },
  license: null,
  licenseClaims: null,
  receiptClaims: null,
}

function presentRow(
  writing: Writing,
  { scene, keys, command, jti }: RowScene,
  outcome: KnownOutcome,
  record: LicenseRecord,
): UnsignedRow {
  const key = keyOf(keys, record.license.keyId)
  const shown: Disclosure = proofFor(scene.asking, key.id) === null ? 'unproven' : 'proven'
  const license = presentFacts(scene, key, record, shown)
  if (outcome.status === 'refused') {
    const facts = presentRefusalFacts(scene, key, record, outcome.code, shown)
    const refusal = { code: outcome.code, facts }
    return { status: 'refused', alreadySo: false, refusal, license, licenseClaims: null, receiptClaims: null }
  }
  // An emergency license has no generation of its own: a receipt for it would be one for that of another PC.
  const isReturn = command.intent.type === 'return' && !outcome.events.some(({ type }) => type === 'emergency-ended')
  const isGiven = command.intent.type === 'fetch' || refusalOfStanding(record.license, scene.at) === null
  return {
    status: 'succeeded',
    alreadySo: outcome.events.length === 0,
    license,
    licenseClaims: isGiven ? presentLicenseClaims(scene, key, record, command.host, jti) : null,
    receiptClaims: isReturn ? receiptOf(writing, { scene, keys, command, jti }, record) : null,
  }
}

/** Of a repeated return too: the generation is the one this host held, whoever has activated the license since. */
function receiptOf({ tx }: Writing, { scene, command, jti }: RowScene, { license }: LicenseRecord) {
  const sql = 'SELECT max(generation) AS generation FROM activations WHERE license = ? AND host = ?'
  const held = tx.query<{ readonly generation: number | null }>(sql).get(license.id, scene.asking.host)
  const operationId = command.operation.id as OperationId
  return presentReceiptClaims(scene, license, held?.generation ?? license.generation, { operationId, jti })
}

function keyOf(keys: KeyRecords, id: KeyId): KeyRecord {
  const key = keys.key(id)
  if (key === null) throw new Error(`key ${id} is not loaded`)
  return key
}
