import type { AccountId, EpochMs } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { pageOf } from '../../cursor.ts'
import type { PageAsked, PageOf } from '../../store.ts'
import { type MyTransferView, toIso, toIsoOrNull, type TransferOfferView, type TransferView } from '../../views.ts'
import type { Reading } from '../connection.ts'
import { condition, listSql, type Order } from '../list-sql.ts'
import { loadAccount, loadLicense, loadProduct } from '../load.ts'
import {
  licensesOfTransfer,
  loadTransfer,
  loadTransferByToken,
  refusalOfLink,
  type TransferRow,
  TRANSFERS,
} from '../transfer-record.ts'

const NEWEST: Order = { columns: ['t.offered_at', 't.id'], types: ['number', 'string'], direction: 'DESC' }

/** Transfers of an account, in either direction. */
export function listMyTransfers(
  db: Reading,
  account: AccountId,
  asked: PageAsked,
  now: EpochMs,
): PageOf<MyTransferView> {
  const { sql, values } = listSql(TRANSFERS, NEWEST, asked, [
    condition('(t.from_account = ? OR t.to_account = ?)', account, account),
  ])
  const rows = db.query<TransferRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.offered_at, row.id],
    (row) => presentMine(db, account, row, now),
  )
}

/** A transfer that the account is known to be a side of. */
export function viewMyTransfer(db: Reading, account: AccountId, id: string, now: EpochMs): MyTransferView {
  const row = loadTransfer(db, id)
  if (row === null) throw new Error(`transfer ${id} is missing`)
  return presentMine(db, account, row, now)
}

/** What the link of a mail offers, or why it does not work. */
export function viewTransferOffer(
  db: Reading,
  tokenHash: string,
  now: EpochMs,
): TransferOfferView | 'LINK_UNKNOWN' | 'LINK_USED' | 'LINK_EXPIRED' {
  const row = loadTransferByToken(db, tokenHash)
  const refusal = refusalOfLink(row, now)
  if (row === null || refusal !== null) return refusal ?? 'LINK_UNKNOWN'
  return {
    id: row.id,
    from: loadAccount(db, row.from_account).name,
    email: row.email,
    expiresAt: toIso(row.expires_at),
    licenses: presentLicenses(db, row, () => false),
  }
}

/** All transfers, for staff. */
export function listTransfers(
  db: Reading,
  asked: PageAsked & { readonly state?: string | undefined },
  now: EpochMs,
): PageOf<TransferView> {
  const state = asked.state
  const { sql, values } = listSql(TRANSFERS, NEWEST, asked, [
    // Written out: the small index of disputed ones is used only where the query says it.
    state === 'disputed' ? { sql: "t.state = 'disputed'", values: [] } : condition('t.state = ?', stored(state)),
    state === 'expired' ? condition('t.expires_at <= ?', now) : null,
    state === 'offered' ? condition('t.expires_at > ?', now) : null,
  ])
  const rows = db.query<TransferRow>(sql).all(...values)
  return pageOf(
    rows,
    asked,
    (row) => [row.offered_at, row.id],
    (row) => present(db, row, now),
  )
}

export function viewTransfer(db: Reading, id: string, now = 0): TransferView {
  const row = loadTransfer(db, id)
  if (row === null) throw new Error(`transfer ${id} is missing`)
  return present(db, row, now)
}

function stored(state: string | undefined): string | undefined {
  return state === 'expired' ? 'offered' : state
}

function stateOf({ state, expires_at }: TransferRow, now: EpochMs): TransferView['state'] {
  return state === 'offered' && expires_at <= now ? 'expired' : state
}

function presentMine(db: Reading, account: AccountId, row: TransferRow, now: EpochMs): MyTransferView {
  const isGiven = row.from_account === account
  return {
    id: row.id,
    state: stateOf(row, now),
    direction: isGiven ? 'given' : 'received',
    email: row.email,
    from: loadAccount(db, row.from_account).name,
    offeredAt: toIso(row.offered_at),
    expiresAt: toIso(row.expires_at),
    acceptedAt: toIsoOrNull(row.accepted_at),
    disputeUntil: toIsoOrNull(row.accepted_at === null ? null : row.accepted_at + LIMITS.transferDisputeMs),
    dispute: row.dispute,
    answer: row.answer,
    // Where a license runs is its owner's to know, whoever had it before.
    licenses: presentLicenses(db, row, (owner) => owner === account),
  }
}

function present(db: Reading, row: TransferRow, now: EpochMs): TransferView {
  return {
    id: row.id,
    state: stateOf(row, now),
    email: row.email,
    from: { ...loadAccount(db, row.from_account) },
    to: row.to_account === null ? null : { ...loadAccount(db, row.to_account) },
    offeredAt: toIso(row.offered_at),
    expiresAt: toIso(row.expires_at),
    acceptedAt: toIsoOrNull(row.accepted_at),
    disputedAt: toIsoOrNull(row.disputed_at),
    dispute: row.dispute,
    answer: row.answer,
    licenses: presentLicenses(db, row, () => true),
  }
}

function presentLicenses(
  db: Reading,
  { id }: TransferRow,
  isShownHostOf: (owner: AccountId | null) => boolean,
): TransferView['licenses'] {
  return licensesOfTransfer(db, id).flatMap((licenseId) => {
    const key = loadLicense(db, licenseId)
    const record = key?.licenses[0]
    if (key === null || record === undefined) return []
    const { name, edition } = loadProduct(db, record.license.product)
    return [
      {
        id: licenseId,
        keyLast5: key.last5,
        productName: name,
        edition,
        hostName: isShownHostOf(record.license.associatedTo) ? (record.activation?.hostName ?? null) : null,
      },
    ]
  })
}
