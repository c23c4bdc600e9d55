import { proofFor, signedOf } from '@latchkey/core/host-operation'
import { judge } from '@latchkey/core/case-decision'
import type { AccountId, LicenseId } from '@latchkey/core/ids'
import { askerOf, isOwnedBy } from '@latchkey/core/organization'
import { err, ok, type Result } from '@latchkey/core/result'
import { presentFacts, presentRefusalFacts, type Scene } from '../../present.ts'
import type { KeyRecord, KeyRecords, LicenseRecord } from '../../records.ts'
import type { CommandNo, CommandOf, HostAnswer, UnsignedRow } from '../../store.ts'
import type { ReturnRequestView } from '../../views.ts'
import { listShown, loadShownKeys } from '../listing.ts'
import { loadCase } from '../case-record.ts'
import { viewExistingRequest } from '../reads/return-requests.ts'
import { findOpenFor } from '../return-requests.ts'
import { withOrganizations } from '../organizations.ts'
import { noteEvent, saveHost, type Writing } from '../save.ts'
import { askerOfAnswer, sceneOf } from '../scene.ts'
import { carryOut } from './case-effects.ts'
import { tellOfOpening } from './cases.ts'

type OpenRequest = CommandOf<'open-return-request'>

/** Opens a case in Support's queue about licenses whose PC is gone (KB1023 2.B); one that is open already is given again. */
export function performOpenReturnRequest(writing: Writing, given: OpenRequest): Result<HostAnswer, never> {
  const command = { ...given, asking: withOrganizations(writing.tx, given.asking) }
  const { asking, at } = command
  saveHost(writing, command.host)
  const scene = sceneOf(writing.tx, asking, at)
  const keys = loadShownKeys(writing.tx, asking)
  const asked = licensesAsked(command, keys).map((id) => findShown(keys, scene, id))
  const returnable = asked.flatMap((found) => (found?.record.activation ? [found] : []))
  const returnRequest = returnable.length === 0 ? null : openOrFind(writing, command, keys, returnable)
  const rows = asked.map((found) => presentRow(scene, keys, found))
  return ok({ at, ...askerOfAnswer(scene), rows, licenses: listShown(scene, keys), returnRequest })
}

/** Closes a case without returning anything. Refused already: it stays as it is. */
export function performRefuseReturnRequest(
  writing: Writing,
  { id, answer, at }: CommandOf<'refuse-return-request'>,
): Result<ReturnRequestView, CommandNo> {
  const found = loadCase(writing.tx, id)
  if (found === null) return err('NOT_FOUND')
  if (found.found.state === 'refused') return ok(viewExistingRequest(writing.tx, id, at))
  const verdict = judge(found.found, 'refuse', { approved: false }, at)
  if (!verdict.ok) return err(verdict.error)
  const decided = { decision: 'refuse', reason: found.found.reason, note: '', reply: answer } as const
  const done = carryOut(writing, found, decided)
  return done.ok ? ok(viewExistingRequest(writing.tx, id, at)) : done
}

interface Found {
  readonly key: KeyRecord
  readonly record: LicenseRecord
}

/** Those named; for none, the activated ones of the proven key, or all of it when none is: each is then refused with its reason. */
function licensesAsked({ licenseIds, asking }: OpenRequest, keys: KeyRecords): readonly LicenseId[] {
  if (licenseIds.length > 0) return [...new Set(licenseIds)]
  const licenses = (asking.provenKey === null ? null : keys.key(asking.provenKey))?.licenses ?? []
  const activated = licenses.filter(({ activation }) => activation !== null)
  return (activated.length > 0 ? activated : licenses).map(({ license }) => license.id)
}

/** A license that this person has shown to be theirs to ask about: by its key, or by owning it. */
export function findShown(keys: KeyRecords, { asking }: Scene, id: LicenseId): Found | null {
  if (!keys.hasLicense(id)) return null
  const record = keys.license(id)
  const key = keys.key(record.license.keyId)
  const proof = key === null ? null : proofFor(asking, key.id)
  if (key === null || proof === null) return null
  const owns = proof.kind !== 'account' || isOwnedBy(proof, record.license.associatedTo)
  return owns ? { key, record } : null
}

function openOrFind(
  writing: Writing,
  command: OpenRequest,
  keys: KeyRecords,
  returnable: readonly Found[],
): HostAnswer['returnRequest'] {
  const ids = returnable.map(({ record }) => record.license.id)
  const requester = requesterOf(command, returnable)
  const open = findOpenFor(writing.tx, ids, requester)
  if (open !== null) return { id: open, state: 'open' }
  insertRequest(writing, command, returnable, requester)
  const facts = { returnRequest: command.id, reason: command.reason }
  const events = ids.map((id) => {
    const { record, event } = noteEvent(writing, keys.license(id), 'return-requested', facts)
    keys.put(record)
    return event
  })
  const { id, email, language } = command
  const records = returnable.map(({ record }) => record)
  const [event] = events
  if (event !== undefined) tellOfOpening(writing, { id, email, account: requester, language }, event, records)
  return { id: command.id, state: 'open' }
}

/** An organization whose licenses one of its owners asks about: it stays the organization's case, whoever leaves. */
function requesterOf({ asking }: OpenRequest, returnable: readonly Found[]): AccountId | null {
  const signed = signedOf(asking)
  const licenses = returnable.map(({ record }) => record.license)
  return signed === null ? null : askerOf(signed, licenses)
}

function insertRequest(
  { tx, at }: Writing,
  command: OpenRequest,
  returnable: readonly Found[],
  requester: AccountId | null,
): void {
  const keyIds = new Set(returnable.map(({ key }) => key.id))
  const [keyId = null] = keyIds.size === 1 ? keyIds : []
  tx.run(
    `INSERT INTO return_requests (id, state, closed, reason, email, message, key_id, host, account, opened_at, language)
     VALUES (?, 'open', 0, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      command.id,
      command.reason,
      command.email,
      command.message,
      keyId,
      command.host.id,
      requester,
      at,
      command.language,
    ],
  )
  for (const { record } of returnable) {
    tx.run('INSERT INTO return_request_licenses (request, license) VALUES (?, ?)', [command.id, record.license.id])
  }
}

function presentRow(scene: Scene, keys: KeyRecords, found: Found | null): UnsignedRow {
  const unsigned = { alreadySo: false, licenseClaims: null, receiptClaims: null }
  if (found === null) {
    const refusal = { code: 'NOT_FOUND', facts: { field: 'license' } } as const
    return { ...unsigned, status: 'refused', refusal, license: null }
  }
  const { key } = found
  const record = keys.license(found.record.license.id)
  const license = presentFacts(scene, key, record, 'proven')
  if (record.activation !== null) return { ...unsigned, status: 'succeeded', license }
  const facts = presentRefusalFacts(scene, key, record, 'NOT_ACTIVATED', 'proven')
  return { ...unsigned, status: 'refused', refusal: { code: 'NOT_ACTIVATED', facts }, license }
}
