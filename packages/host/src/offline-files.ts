import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readActivationKey, refusalOfKey } from '@latchkey/core/activation-key'
import type { LicenseId, OperationId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import { requestComment } from '@latchkey/license-file/armor-comments'
import { readArmor, writeArmor } from '@latchkey/license-file/armor'
import type { KeySetClaims, RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import { parseDocument } from '@latchkey/license-file/parse'
import type { Credentials, LocalLicense } from './engine.ts'
import { tryWriting, writeFileAtomic } from './files.ts'
import type { JournalEntry } from './journal.ts'
import { applyAndClose, type OperationParts, type Settled } from './operations.ts'
import type { Session } from './session.ts'

/** What is asked for by a file: whatever the key is for, to be active here; or licenses of this PC, given back. */
export type OfflineAsk =
  | { readonly type: 'activate' }
  | { readonly type: 'return'; readonly licenseIds: readonly LicenseId[] }

/** The armored file of a journal entry. */
export function fileOf({ request }: JournalEntry): string {
  const parsed = parseDocument('hostRequest', request)
  if (!parsed.ok) throw new Error(`a request of our own cannot be read: ${parsed.error}`)
  const { claims } = parsed.value
  return writeArmor(claims.intent.type === 'return' ? 'return' : 'request', request, requestComment(claims))
}

/**
 * Writes a request file. Of a return the order is: journal, then the licenses go, then the file. Once it is in the world they may be
 * free, so this PC must not use them by then; killed in between, the journal still has the request, to be written again or sent.
 */
export async function exportRequest(
  session: Session,
  credentials: Credentials,
  ask: OfflineAsk,
  path: string,
): Promise<Result<JournalEntry, Refusal>> {
  const { journal, reach } = session.parts
  return session.changing(async () => {
    const locals = (await session.local()).map(({ local }) => local)
    const refused = refusalOfAsk(credentials, ask, locals)
    if (refused !== null) return err(refused)
    const licenseIds = ask.type === 'return' ? ask.licenseIds : []
    const entry = await session.entryToCarry({
      what: ask.type,
      intent: intentOf(ask),
      credentials,
      licenseIds,
      products: productsAmong(locals, licenseIds),
    })
    if (!entry.ok) return entry
    // Before anything is given up: a place that cannot be written is found out here.
    await tryWriting(dirname(path))
    reach('before-journal')
    await journal.write(entry.value)
    reach('after-journal')
    await giveUp(session.parts, entry.value)
    await writeFileAtomic(path, fileOf(entry.value), { mode: 0o600, halfway: () => reach('inside-write') })
    reach('after-request-file')
    return entry
  })
}

function intentOf(ask: OfflineAsk): RequestIntent {
  if (ask.type === 'activate') return { type: 'activate', rows: [] }
  return { type: 'return', rows: ask.licenseIds.map((licenseId) => ({ licenseId })) }
}

/** Without network only the key can be shown; it must be the one of each license, or the server would refuse what is gone here. */
function refusalOfAsk({ key }: Credentials, ask: OfflineAsk, locals: readonly LocalLicense[]): Refusal | null {
  if (key === undefined) return refusal('KEY_REQUIRED')
  const reading = readActivationKey(key)
  if (reading.kind === 'malformed' || reading.kind === 'mistyped') return refusalOfKey(reading)
  if (ask.type === 'activate') return null
  for (const id of ask.licenseIds) {
    const local = locals.find(({ licenseId }) => licenseId === id)
    if (local === undefined || local.state === 'damaged' || local.state === 'returned')
      return refusal('NOT_ACTIVATED_HERE')
    const { keyLast5 } = local.claims
    if (keyLast5 !== reading.last5) return refusal('KEY_REQUIRED', { keyLast5 })
  }
  return null
}

function productsAmong(locals: readonly LocalLicense[], ids: readonly LicenseId[]): readonly string[] {
  return locals.flatMap((local) =>
    local.state !== 'damaged' && ids.includes(local.licenseId) ? [local.claims.productName] : [],
  )
}

/** The licenses of a return that is on its way are used here no more. Doing it twice is the same as once. */
export async function giveUp({ store, reach }: OperationParts, { what, licenseIds }: JournalEntry): Promise<void> {
  if (what !== 'return') return
  const files = await store.licenseFiles()
  for (const id of licenseIds) {
    const jws = files.find(({ licenseId }) => licenseId === id)?.jws ?? null
    const parsed = jws === null ? null : parseDocument('license', jws)
    if (parsed?.ok === true) {
      const { generation } = parsed.value.claims
      const tombstone = await store.readTombstone(id)
      if (tombstone === null || tombstone.generation < generation) {
        await store.writeTombstone(id, { version: 1, generation, reason: 'returned-by-file', receipt: null })
      }
    }
    reach('after-receipt')
    await store.removeLicense(id)
    reach('after-license-file-removed')
  }
}

/** What waits for its response: first done here what it means here, then asked over the network, if there is one now. */
export async function settleCarried(parts: OperationParts, entry: JournalEntry): Promise<Settled | null> {
  await giveUp(parts, entry)
  if (entry.response !== null) return await applyAnswer(parts, entry, entry.response)
  const sent = await parts.link.sendCarried(fileOf(entry))
  // No network, or refused: the file may have been answered all the same, so the entry waits for its response.
  if (!sent.ok) return null
  const response = readArmor('response', Buffer.from(sent.value))
  return response.ok ? await applyAnswer(parts, entry, response.value) : null
}

async function applyAnswer(parts: OperationParts, entry: JournalEntry, jws: string): Promise<Settled> {
  const { link, device, journal, reach } = parts
  const response = await link.verifyResponse(jws, device.hostId, entry.operationId as OperationId)
  if (!response.ok) return { outcome: 'pending', refusal: response.error }
  const answered: JournalEntry = { ...entry, response: jws }
  await journal.write(answered)
  reach('after-answer-journaled')
  return await applyAndClose(parts, answered, response.value)
}

export type Imported =
  | { readonly kind: 'response'; readonly entry: JournalEntry; readonly response: ResponseClaims }
  | { readonly kind: 'keys'; readonly keySet: KeySetClaims }

/** A file by its path, or as somebody has handed it over; `bytes` is null for one that is too large. */
export type CarriedFile = string | { readonly name: string; readonly bytes: Uint8Array | null }

/** Loads a response file, or a server's keys. Whatever is refused leaves everything as it was. */
export async function importFile(session: Session, file: CarriedFile): Promise<Result<Imported, Refusal>> {
  const path = typeof file === 'string' ? file : file.name
  const bytes = typeof file === 'string' ? await readBytes(file) : boundedBytes(file.bytes)
  if (bytes === null) return err(refusal('FILE_UNREADABLE', { path }))
  const keySet = readArmor('keySet', bytes)
  if (keySet.ok) {
    const trusted = await session.parts.link.trustKeySet(keySet.value)
    return trusted.ok ? ok({ kind: 'keys', keySet: trusted.value }) : trusted
  }
  const armored = readArmor('response', bytes)
  if (!armored.ok) return err(refusal('FILE_UNREADABLE', { path }))
  return session.changing(() => loadResponse(session, armored.value, path))
}

async function loadResponse(session: Session, jws: string, path: string): Promise<Result<Imported, Refusal>> {
  const { parts } = session
  const parsed = parseDocument('response', jws)
  if (!parsed.ok) return err(refusal('FILE_UNREADABLE', { path }))
  const { aud, sub } = parsed.value.claims
  if (aud !== parts.device.hostId) return err(refusal('RESPONSE_NOT_FOR_THIS_HOST'))
  const verified = await parts.link.verifyResponse(jws, aud, sub)
  if (!verified.ok) return verified
  const entry = (await parts.journal.entries()).find(({ operationId }) => operationId === sub)
  if (entry === undefined) return err(refusal('RESPONSE_USED'))
  if (verified.value.exp * 1000 < (await session.trustedNow())) return err(refusal('RESPONSE_STALE'))
  await giveUp(parts, entry)
  const settled = await applyAnswer(parts, entry, jws)
  if (settled.outcome !== 'finished') return err(settled.refusal)
  return ok({ kind: 'response', entry, response: settled.response })
}

function boundedBytes(bytes: Uint8Array | null): Buffer | null {
  return bytes === null || bytes.length > LIMITS.offlineFileBytesMax ? null : Buffer.from(bytes)
}

async function readBytes(path: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(path)
    return size > LIMITS.offlineFileBytesMax ? null : await readFile(path)
  } catch {
    return null
  }
}
