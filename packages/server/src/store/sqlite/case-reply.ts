import type { License } from '@latchkey/core/license'
import type { CaseDecision, ReturnReason } from '@latchkey/core/return-request'
import type { ReplySubject } from '../reply.ts'
import type { CaseRecord } from './case-record.ts'
import type { Reading } from './connection.ts'
import { loadProduct } from './load.ts'

/** A case, or a return without one. */
type ReplyCase = Pick<CaseRecord, 'records' | 'keyLast5' | 'language'> & {
  readonly id: CaseRecord['id'] | null
  readonly found?: CaseRecord['found']
}

/** What a drafted reply must know of a case. */
export function replySubjectOf(
  db: Reading,
  { records, keyLast5, id, language, found }: ReplyCase,
  { decision, reason }: { readonly decision: CaseDecision; readonly reason: ReturnReason },
): ReplySubject {
  const active = records.filter(({ license }) => license.activatedOn !== null)
  // Who is no owner fetches an emergency license with the key.
  const isForAccount = ({ associatedTo }: License) =>
    associatedTo !== null && (decision !== 'emergency' || associatedTo === (found?.requester ?? null))
  const concerned = active.length > 0 ? active : records
  return {
    request: id,
    language,
    reason,
    keyLast5,
    products: [...new Set(concerned.map(({ license }) => loadProduct(db, license.product).name))],
    hostNames: [...new Set(active.flatMap(({ activation }) => activation?.hostName ?? []))],
    emergencyDays: Math.max(0, ...concerned.map(({ license }) => license.terms.emergencyDays)),
    isAssociated:
      decision !== 'return-and-release' &&
      concerned.length > 0 &&
      concerned.every(({ license }) => isForAccount(license)),
  }
}
