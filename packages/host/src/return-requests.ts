import type { ReturnRequestId } from '@latchkey/core/ids'
import { DAY_MS, SECOND_MS } from '@latchkey/core/limits'
import type { Refusal } from '@latchkey/core/refusals'
import { ok, type Result } from '@latchkey/core/result'
import type { ResponseClaims, ReturnRequestStatus } from '@latchkey/license-file/documents'
import type { HostStore, RequestRecord } from './host-store.ts'
import type { JournalEntry } from './journal.ts'
import type { Session } from './session.ts'

/** How long an answered request is still shown: who looks rarely learns of it all the same. */
const SHOWN_AFTER_ANSWER_MS = 30 * DAY_MS

/** Keeps what was asked of Support from this PC, so that its answer can be shown here. The store must be locked. */
export async function keepRequest(
  store: HostStore,
  { what, products, begunAt }: JournalEntry,
  { returnRequest }: ResponseClaims,
): Promise<void> {
  if (what !== 'support-request' || returnRequest === undefined) return
  const known = (await store.requests()).find(({ id }) => id === returnRequest.id)
  await store.writeRequest({
    version: 1,
    id: returnRequest.id,
    products: [...new Set([...(known?.products ?? []), ...products])],
    state: returnRequest.state,
    stage: known?.stage ?? 'new',
    askedAt: known?.askedAt ?? begunAt,
    dueAt: known?.dueAt ?? null,
    closedAt: null,
    checkedAt: null,
  })
}

/** Asks where the open requests of this PC stand. Nothing is sent where there are none. */
export async function refreshRequests(
  session: Session,
  now: () => number,
): Promise<Result<readonly RequestRecord[], Refusal>> {
  const { store } = session.parts
  const known = await store.requests()
  const open = known.filter(({ state }) => state === 'open')
  const past = known.filter(({ closedAt }) => closedAt !== null && now() - closedAt > SHOWN_AFTER_ANSWER_MS)
  if (open.length === 0 && past.length === 0) return ok(known)
  const asked = open.length === 0 ? ok(null) : await session.read({}, statusIntent(open))
  if (!asked.ok) return asked
  const statuses = new Map((asked.value?.returnRequests ?? []).map((status) => [status.id, status]))
  return session.changing(async () => {
    for (const record of open) {
      const status = statuses.get(record.id)
      if (status !== undefined) await store.writeRequest(updated(record, status, now()))
    }
    for (const { id } of past) await store.removeRequest(id)
    return ok(await store.requests())
  })
}

function statusIntent(open: readonly RequestRecord[]) {
  return { type: 'request-status', ids: open.map(({ id }) => id as ReturnRequestId) } as const
}

function updated(record: RequestRecord, status: ReturnRequestStatus, now: number): RequestRecord {
  return {
    ...record,
    state: status.state,
    stage: status.stage,
    dueAt: status.dueAt * SECOND_MS,
    closedAt: status.closedAt === null ? null : status.closedAt * SECOND_MS,
    checkedAt: now,
  }
}
