import type { LicenseId, OperationId } from '@latchkey/core/ids'
import type { Refusal, RefusalCode } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { ResponseClaims } from '@latchkey/license-file/documents'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyResponse } from './apply-response.ts'
import type { Device } from './device-key.ts'
import type { ReachStep } from './failpoints.ts'
import type { HostStore } from './host-store.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { keepRequest } from './return-requests.ts'
import type { ServerLink } from './server-link.ts'
import type { CallRefused } from './transport.ts'

export interface OperationParts {
  readonly store: HostStore
  readonly journal: Journal
  readonly link: ServerLink
  readonly device: Device
  readonly reach: ReachStep
}

/** What became of an operation of the journal. */
export type Settled =
  /** Done on the server and here; the journal entry is gone. */
  | { readonly outcome: 'finished'; readonly response: ResponseClaims }
  /** The server has not done it and will not; the journal entry is gone. */
  | { readonly outcome: 'undone'; readonly refusal: Refusal }
  /** It was begun so long ago that the server cannot say whether it has done it; the journal entry stays. */
  | { readonly outcome: 'forgotten'; readonly refusal: Refusal }
  /** Nobody knows yet; the journal entry stays. */
  | { readonly outcome: 'pending'; readonly refusal: Refusal }

/** Begins an operation: the signed request is on disk before it is sent. The store must be locked. */
export async function beginOperation(parts: OperationParts, entry: JournalEntry): Promise<Settled> {
  parts.reach('before-journal')
  await parts.journal.write(entry)
  parts.reach('after-journal')
  return settle(parts, entry, 'first')
}

/** Finishes or undoes an operation that was begun earlier, by sending the same bytes again. The store must be locked. */
export async function resumeOperation(parts: OperationParts, entry: JournalEntry): Promise<Settled> {
  const { link, device } = parts
  if (entry.response !== null) {
    const response = await link.verifyResponse(entry.response, device.hostId, entry.operationId as OperationId)
    if (response.ok) return applyAndClose(parts, entry, response.value)
  }
  return settle(parts, entry, 'again')
}

async function settle(parts: OperationParts, entry: JournalEntry, time: 'first' | 'again'): Promise<Settled> {
  const { journal, link, device, reach } = parts
  const sent = await sendUntilAnswered(link, entry.request)
  if (!sent.ok) {
    const { refusal } = sent.error
    if (time === 'again' && FORGETTING.has(refusal.code)) return { outcome: 'forgotten', refusal }
    if (!isCertainlyUndone(sent.error, time)) return { outcome: 'pending', refusal }
    await journal.remove(entry.operationId)
    return { outcome: 'undone', refusal }
  }
  reach('after-send')
  const response = await link.verifyResponse(sent.value, device.hostId, entry.operationId as OperationId)
  if (!response.ok) return { outcome: 'pending', refusal: response.error }
  const answered: JournalEntry = { ...entry, response: sent.value }
  await journal.write(answered)
  reach('after-answer-journaled')
  return applyAndClose(parts, answered, response.value)
}

export async function applyAndClose(
  parts: OperationParts,
  entry: JournalEntry,
  response: ResponseClaims,
): Promise<Settled> {
  const { store, journal, link, device, reach } = parts
  const keys = (await link.knownKeys())?.keys ?? []
  const licenseIds: readonly LicenseId[] = entry.licenseIds
  const applied = await applyResponse({ store, hostId: device.hostId, keys, reach }, response, licenseIds)
  if (!applied.ok) return { outcome: 'pending', refusal: applied.error }
  await keepRequest(store, entry, response)
  reach('after-apply')
  await journal.remove(entry.operationId)
  reach('after-journal-removed')
  return { outcome: 'finished', response }
}

const IN_FLIGHT_ATTEMPTS_MAX = 10
const IN_FLIGHT_RETRY_MS = 300

/** The same bytes may still be under way from before a crash; in a moment they are answered. */
async function sendUntilAnswered(link: ServerLink, request: string): Promise<Result<string, CallRefused>> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = await link.send(request)
    const inFlight = !sent.ok && sent.error.refusal.code === 'OPERATION_IN_FLIGHT'
    if (!inFlight || attempt === IN_FLIGHT_ATTEMPTS_MAX) return sent
    await sleep(IN_FLIGHT_RETRY_MS)
  }
}

/** Answers after which an operation may have happened all the same. */
const UNCERTAIN: ReadonlySet<RefusalCode> = new Set(['SERVER_ERROR', 'OPERATION_IN_FLIGHT'])

/** Answers to a request so old that the operation, had it been done, may be forgotten (`LIMITS.operationKeptMs`). */
const FORGETTING: ReadonlySet<RefusalCode> = new Set(['REQUEST_STALE', 'CLOCK_SKEW'])

/** Answers given before the server looks whether it has the operation already. */
const REFUSED_BEFORE_LOOKING: ReadonlySet<RefusalCode> = new Set(['RATE_LIMITED', 'SERVER_BUSY'])

/**
 * Whether it is certain that the server has not done it. An operation that was sent before a crash may have been done then, so
 * only the server's own word counts for it; "too many attempts" says nothing about earlier ones.
 */
function isCertainlyUndone({ refusal, answered, maybeSent }: CallRefused, time: 'first' | 'again'): boolean {
  if (!answered) return time === 'first' && !maybeSent
  if (UNCERTAIN.has(refusal.code)) return false
  return time === 'first' || !REFUSED_BEFORE_LOOKING.has(refusal.code)
}

/** The result of an operation that was just asked for. */
export function resultOf(settled: Settled): Result<ResponseClaims, Refusal> {
  return settled.outcome === 'finished' ? ok(settled.response) : err(settled.refusal)
}
