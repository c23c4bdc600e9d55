import type { LicenseId } from '@latchkey/core/ids'
import type { Refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import type { Credentials, Repaired } from './engine.ts'
import { removeFile } from './files.ts'
import type { JournalEntry } from './journal.ts'
import type { CheckedLicense } from './local-licenses.ts'
import { settleCarried } from './offline-files.ts'
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
 * became of it: it and those after it stay. The store must be locked.
 */
export async function settlePending(repair: RepairParts): Promise<Result<readonly Repaired[], Refusal>> {
  const { parts } = repair
  const repaired: Repaired[] = []
  for (const entry of await parts.journal.entries()) {
    if (entry.carried) {
      const carried = await settleCarried(parts, entry)
      if (carried?.outcome === 'finished') repaired.push(repairedOf(entry, carried))
      continue
    }
    const settled = await resumeOperation(parts, entry)
    if (settled.outcome === 'pending') return err(settled.refusal)
    const one =
      settled.outcome === 'forgotten'
        ? await settleForgotten(repair, entry, settled.refusal)
        : ok(repairedOf(entry, settled))
    if (!one.ok) return one
    repaired.push(one.value)
  }
  return ok(repaired)
}

/**
 * The server no longer knows whether it has done an operation, nor will it do it now. So the licenses that it may have changed are
 * fetched, and all of this PC's if it may have brought some; only then is the operation forgotten here as well.
 */
async function settleForgotten(
  repair: RepairParts,
  entry: JournalEntry,
  refusal: Refusal,
): Promise<Result<Repaired, Refusal>> {
  const { operationId, what } = entry
  const undone: Repaired = { operationId, what, outcome: 'undone', products: entry.products, refusal }
  const isAboutFiles = what !== 'associate' && what !== 'lost-pc' && what !== 'support-request'
  const held = generationsOf(await repair.local())
  const fetched = isAboutFiles ? await fetchLicenses(repair, entry.licenseIds) : null
  if (fetched?.ok === false) return fetched
  await repair.parts.journal.remove(operationId)
  if (fetched === null) return ok(undone)
  const active = fetched.value.settled.response.rows.filter(({ status }) => status === 'succeeded')
  if (what === 'return') {
    return ok(active.length === 0 ? { ...undone, outcome: 'finished', refusal: null } : undone)
  }
  // An activation, a transfer or an emergency license that was done has brought files of generations that this PC had not seen.
  const isNew = what === 'activate' || what === 'transfer' || what === 'emergency'
  const now = generationsOf(await repair.local())
  const brought = isNew
    ? active.filter(({ license }) => license && held.get(license.id) !== now.get(license.id))
    : active
  const products = brought.flatMap(({ license }) => license?.productName ?? [])
  return ok(products.length === 0 ? undone : { ...undone, outcome: 'finished', products, refusal: null })
}

function generationsOf(licenses: readonly CheckedLicense[]): ReadonlyMap<LicenseId, number> {
  return new Map(
    licenses.flatMap(({ local }) => (local.state === 'damaged' ? [] : [[local.licenseId, local.claims.generation]])),
  )
}

/** Settles the journal, then fetches again what is damaged. A store with nothing to repair is neither locked nor written. */
export async function repairStore(repair: RepairParts): Promise<Result<readonly Repaired[], Refusal>> {
  const { parts } = repair
  const unreadable = await parts.journal.damagedPaths()
  const isClean = (await parts.journal.entries()).length === 0 && unreadable.length === 0
  if (isClean && damagedAmong(await repair.local()).length === 0) return ok([])
  return repair.changing(async () => {
    const settled = await settlePending(repair)
    if (!settled.ok) return settled
    const again: Repaired[] = []
    const fetchAgain = async (ids: readonly LicenseId[]) => {
      const fetched = await fetchLicenses(repair, ids)
      if (fetched.ok && fetched.value.settled.response.rows.length > 0) {
        again.push(repairedOf(fetched.value.entry, fetched.value.settled))
      }
      return fetched
    }
    const active = new Set<LicenseId>()
    // An operation that cannot be read may have brought any license and taken any: all is asked for, then each other file here.
    if (unreadable.length > 0) {
      const fetched = await fetchAgain([])
      if (!fetched.ok) return fetched
      for (const { license } of fetched.value.settled.response.rows) if (license !== null) active.add(license.id)
    }
    const licenses = await repair.local()
    const held = licenses.flatMap(({ local }) => local.licenseId ?? [])
    const others = unreadable.length > 0 ? held.filter((id) => !active.has(id)) : damagedAmong(licenses)
    const fetched = others.length > 0 ? await fetchAgain(others) : null
    if (fetched?.ok === false) return fetched
    for (const path of unreadable) await removeFile(path)
    return ok([...settled.value, ...again])
  })
}

interface Fetched {
  readonly entry: JournalEntry
  readonly settled: Extract<Settled, { outcome: 'finished' }>
}

/** Fetches the license files again; without ids, of everything active on this PC. */
async function fetchLicenses(repair: RepairParts, licenseIds: readonly LicenseId[]): Promise<Result<Fetched, Refusal>> {
  const intent: RequestIntent = { type: 'fetch', rows: licenseIds.map((licenseId) => ({ licenseId })) }
  const entry = await repair.entryFor({ what: 'fetch', intent, credentials: {}, licenseIds, products: [] })
  if (!entry.ok) return entry
  const settled = await beginOperation(repair.parts, entry.value)
  return settled.outcome === 'finished' ? ok({ entry: entry.value, settled }) : err(settled.refusal)
}

function damagedAmong(licenses: readonly CheckedLicense[]): readonly LicenseId[] {
  return licenses.flatMap(({ local }) =>
    local.state === 'damaged' && local.licenseId !== null ? [local.licenseId] : [],
  )
}

function repairedOf(entry: JournalEntry, settled: Extract<Settled, { outcome: 'finished' | 'undone' }>): Repaired {
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
