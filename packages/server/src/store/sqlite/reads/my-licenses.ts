import type { AccountId, EpochMs, HostId, LicenseId } from '@latchkey/core/ids'
import { decide, type Decision, emergencyAllowance, type License, runningEmergency } from '@latchkey/core/license'
import { LIMITS } from '@latchkey/core/limits'
import { type Allowance, graceUntil } from '@latchkey/core/policy'
import type { RefusalFacts } from '@latchkey/core/refusals'
import type { RequestStage } from '@latchkey/core/return-request'
import type { Locale } from '@latchkey/words/locales'
import { languageNow } from '../../../language-now.ts'
import { explain } from '../../explain.ts'
import { pageOf } from '../../cursor.ts'
import type { LicenseRecord } from '../../records.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type LicenseView, type MyLicenseDetailView, type MyLicenseView, toIso, toIsoOrNull } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { loadLastContact, loadReturnAllowance } from '../license-past.ts'
import { hostNameFor, loadHostName } from '../host-names.ts'
import { viewLicense } from '../license-view.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { loadLicense } from '../load.ts'
import { viewMyEvents } from './my-events.ts'
import { viewKey } from './keys.ts'

/** What an account sees of its licenses; of others nothing. */

const NEWEST: Order = { columns: ['l.created_at', 'l.id'], types: ['number', 'string'], direction: 'DESC' }

export function listMyLicenses(db: Reading, account: AccountId, asked: PageAsked, now: EpochMs): PageOf<MyLicenseView> {
  const select = 'SELECT l.id, l.created_at FROM licenses l'
  const { sql, values } = listSql(select, NEWEST, asked, [condition('l.account = ?', account)])
  const rows = db.query<{ readonly id: LicenseId; readonly created_at: number }>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.created_at, row.id],
    (row) => viewExistingMyLicense(db, account, row.id, now),
  )
}

export function viewMyLicense(db: Reading, account: AccountId, id: string, now: EpochMs): MyLicenseView | null {
  const record = loadLicense(db, id as LicenseId)?.licenses[0]
  return record?.license.associatedTo === account ? presentMyLicense(db, account, record, now) : null
}

/** A license that is known to be the account's. */
export function viewExistingMyLicense(db: Reading, account: AccountId, id: string, now: EpochMs): MyLicenseView {
  const view = viewMyLicense(db, account, id, now)
  if (view === null) throw new Error(`license ${id} is not the account's`)
  return view
}

/** In the reader's language: with why it runs or does not, and its history. */
export function viewMyLicenseDetail(
  db: Reading,
  account: AccountId,
  id: string,
  { now, locale }: { readonly now: EpochMs; readonly locale: Locale },
): MyLicenseDetailView | null {
  const language = languageNow(locale)
  const license = viewMyLicense(db, account, id, now)
  const full = license === null ? null : viewLicense(db, id, now)
  const key = full === null ? null : viewKey(db, full.keyId, now)
  if (license === null || full === null || key === null) return null
  return { license, why: explain(full, key, now, language), events: viewMyEvents(db, account, id, language) }
}

function presentMyLicense(db: Reading, account: AccountId, record: LicenseRecord, now: EpochMs): MyLicenseView {
  const { license } = record
  const view = viewLicense(db, license.id, now)
  if (view === null) throw new Error(`license ${license.id} is missing`)
  const returns = loadReturnAllowance(db, license, now)
  const emergencies = emergencyAllowance(license, now)
  const emergency = runningEmergency(license, now)
  const transfer = openTransferOf(db, license.id, now)
  return {
    id: view.id,
    keyLast5: view.keyLast5,
    product: view.product,
    productName: view.productName,
    edition: view.edition,
    standing: view.standing,
    expiresAt: view.expiresAt,
    activatedOn: presentActivation(db, account, record),
    staleHost: presentStaleHost(db, account, view),
    emergencyHost:
      emergency === null
        ? null
        : {
            hostId: emergency.on,
            hostName: hostNameFor(db, account, emergency.on, loadHostName(db, emergency.on)),
            until: toIso(emergency.until),
          },
    lostPcReturns: {
      max: license.terms.lostPcReturnsMax,
      windowDays: license.terms.lostPcReturnsWindowDays,
      ...presentAllowance(returns),
    },
    emergencies: {
      max: license.terms.emergencyDays === 0 ? 0 : 1,
      windowDays: license.terms.emergencyEveryDays,
      ...presentAllowance(emergencies),
      days: license.terms.emergencyDays,
    },
    actions: actionsOf({ license, transfer }, account, { returns, emergencies }, now),
    returnRequest: openRequestOf(db, license.id),
    transfer,
  }
}

function presentAllowance({ left, nextAt }: Allowance) {
  return { left, nextAt: toIsoOrNull(nextAt) }
}

function presentActivation(
  db: Reading,
  account: AccountId,
  { license, activation }: LicenseRecord,
): MyLicenseView['activatedOn'] {
  if (license.activatedOn === null || activation === null) return null
  return {
    hostId: license.activatedOn,
    hostName: hostNameFor(db, account, license.activatedOn, activation.hostName),
    since: toIso(activation.since),
    leaseUntil: toIsoOrNull(activation.leaseUntil),
    mayRunUntil: toIsoOrNull(graceUntil(license.terms, activation.leaseUntil, license.expiresAt)),
    lastSeenAt: toIso(loadLastContact(db, license.activatedOn) ?? activation.since),
  }
}

function presentStaleHost(db: Reading, account: AccountId, { staleHost }: LicenseView): MyLicenseView['staleHost'] {
  if (staleHost === null) return null
  return { ...staleHost, hostName: hostNameFor(db, account, staleHost.hostId, staleHost.hostName) }
}

type Permitted = MyLicenseView['actions']['transfer']

/** The PC that an emergency would be for is not known here: any other than the one that holds the license. */
const SOME_OTHER_PC = '' as HostId

function actionsOf(
  { license, transfer }: { readonly license: License; readonly transfer: MyLicenseView['transfer'] },
  account: AccountId,
  { returns, emergencies }: { readonly returns: Allowance; readonly emergencies: Allowance },
  now: EpochMs,
): MyLicenseView['actions'] {
  const proof = { kind: 'account', account } as const
  const ask = { type: 'emergency', host: SOME_OTHER_PC, proof } as const
  const isIdle = license.activatedOn === null
  return {
    returnLostPc: permittedBy(decide(license, { type: 'owner-return', account, allowance: returns }, now), returns),
    emergency: permittedBy(decide(license, ask, now), emergencies),
    // To whom does not matter: what is asked is whether the owner may give it away at all.
    transfer:
      transfer === null
        ? permittedBy(decide(license, { type: 'transfer', from: account, to: '' as AccountId }, now), null)
        : { state: 'refused', code: 'TRANSFER_PENDING', facts: {} },
    requestReturn: isIdle ? { state: 'refused', code: 'NOT_ACTIVATED', facts: {} } : { state: 'legal' },
  }
}

function permittedBy(decision: Decision, allowance: Allowance | null): Permitted {
  if (decision.ok) return { state: 'legal' }
  const nextAt = allowance?.nextAt ?? null
  const isLimit = decision.error === 'RETURN_LIMIT' || decision.error === 'EMERGENCY_LIMIT'
  const facts: RefusalFacts = isLimit && nextAt !== null ? { until: nextAt } : {}
  return { state: 'refused', code: decision.error, facts: { ...facts } }
}

function openRequestOf(db: Reading, id: LicenseId): MyLicenseView['returnRequest'] {
  const sql = `SELECT q.id, q.stage, coalesce(q.reopened_at, q.opened_at) AS at FROM return_request_licenses r JOIN return_requests q ON q.id = r.request
    WHERE r.license = ? AND q.closed = 0 ORDER BY q.opened_at, q.id LIMIT 1`
  const row = db.query<{ readonly id: string; readonly stage: RequestStage; readonly at: EpochMs }>(sql).get(id)
  return row === undefined ? null : { id: row.id, stage: row.stage, dueAt: toIso(row.at + LIMITS.requestAnswerMs) }
}

function openTransferOf(db: Reading, id: LicenseId, now: EpochMs): MyLicenseView['transfer'] {
  const sql = `SELECT t.id, t.email, t.expires_at AS at FROM transfer_licenses l JOIN transfers t ON t.id = l.transfer
    WHERE l.license = ? AND t.state = 'offered' AND t.expires_at > ? LIMIT 1`
  const row = db.query<{ readonly id: string; readonly email: string; readonly at: EpochMs }>(sql).get(id, now)
  return row === undefined ? null : { id: row.id, email: row.email, expiresAt: toIso(row.at) }
}
