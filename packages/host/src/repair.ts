import type { LicenseId } from '@latchkey/core/ids'
import type { Refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import type { Credentials, Repaired } from './engine.ts'
import { removeFile } from './files.ts'
import type { JournalEntry } from './journal.ts'
import type { CheckedLicense } from './local-licenses.ts'
import { beginOperation, type OperationParts, resumeOperation, type Settled } from './operations.ts'

/** What repairing needs of a run of the engine. */
export interface RepairParts {
  readonly parts: OperationParts
  local(): Promise<readonly CheckedLicense[]>
  /** Runs with the store locked. */
  changing<T>(work: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>>
  entryFor(asked: FetchAsked): Promise<Result<JournalEntry, Refusal>>
}

interface FetchAsked {
  readonly what: 'fetch'
  readonly intent: RequestIntent
  readonly credentials: Credentials
  readonly licenseIds: readonly LicenseId[]
  readonly products: readonly string[]
}

/**
 * Finishes or undoes every operation of the journal, oldest first. Refused with the first one's reason when nobody can say what
 * became of it: it and those after it stay.
 */
export async function settlePending(parts: OperationParts): Promise<Result<readonly Repaired[], Refusal>> {
  const repaired: Repaired[] = []
  for (const entry of await parts.journal.entries()) {
    const settled = await resumeOperation(parts, entry)
    if (settled.outcome === 'pending') return err(settled.refusal)
    repaired.push(repairedOf(entry, settled))
  }
  return ok(repaired)
}

/** Settles the journal, then fetches again what is damaged. A store with nothing to repair is neither locked nor written. */
export async function repairStore(repair: RepairParts): Promise<Result<readonly Repaired[], Refusal>> {
  const { parts } = repair
  const unreadable = await parts.journal.damagedPaths()
  const isClean = (await parts.journal.entries()).length === 0 && unreadable.length === 0
  if (isClean && damagedAmong(await repair.local()).length === 0) return ok([])
  return repair.changing(async () => {
    const settled = await settlePending(parts)
    if (!settled.ok) return settled
    const licenses = await repair.local()
    // An operation that cannot be read may have changed any license of this PC: each is asked for.
    const ids =
      unreadable.length > 0 ? licenses.flatMap(({ local: one }) => one.licenseId ?? []) : damagedAmong(licenses)
    const fetched = ids.length === 0 ? ok([]) : await fetchAgain(repair, ids)
    if (!fetched.ok) return fetched
    for (const path of unreadable) await removeFile(path)
    return ok([...settled.value, ...fetched.value])
  })
}

async function fetchAgain(
  repair: RepairParts,
  licenseIds: readonly LicenseId[],
): Promise<Result<readonly Repaired[], Refusal>> {
  const intent: RequestIntent = { type: 'fetch', rows: licenseIds.map((licenseId) => ({ licenseId })) }
  const entry = await repair.entryFor({ what: 'fetch', intent, credentials: {}, licenseIds, products: [] })
  if (!entry.ok) return entry
  const settled = await beginOperation(repair.parts, entry.value)
  return settled.outcome === 'finished' ? ok([repairedOf(entry.value, settled)]) : err(settled.refusal)
}

function damagedAmong(licenses: readonly CheckedLicense[]): readonly LicenseId[] {
  return licenses.flatMap(({ local }) =>
    local.state === 'damaged' && local.licenseId !== null ? [local.licenseId] : [],
  )
}

function repairedOf(entry: JournalEntry, settled: Exclude<Settled, { outcome: 'pending' }>): Repaired {
  const { operationId, what } = entry
  if (settled.outcome === 'undone') {
    return { operationId, what, outcome: 'undone', products: entry.products, refusal: settled.refusal }
  }
  const { rows } = settled.response
  const refused = rows.flatMap((row) => row.refusal ?? [])[0] ?? null
  const isRefused = rows.length > 0 && rows.every(({ status }) => status === 'refused')
  return {
    operationId,
    what,
    outcome: isRefused ? 'undone' : 'finished',
    products: productsOf(settled.response, entry.products),
    refusal: refused,
  }
}

function productsOf({ rows }: ResponseClaims, otherwise: readonly string[]): readonly string[] {
  const names = rows.flatMap(({ license }) => license?.productName ?? [])
  return names.length > 0 ? names : otherwise
}
