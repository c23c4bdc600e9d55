import type { LicenseId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import type { HostConfig } from './config.ts'
import { checkConnection } from './connection.ts'
import type { Answer, Credentials, Engine, Exported, LocalLicense, Pending } from './engine.ts'
import { examine } from './examine.ts'
import { StoreDenied, writeFileAtomic } from './files.ts'
import type { Journal, JournalEntry } from './journal.ts'
import { dueAmong } from './local-licenses.ts'
import { exportRequest, fileOf, importFile } from './offline-files.ts'
import { repairStore } from './repair.ts'
import { refreshRequests } from './return-requests.ts'
import { type Asked, type EngineDeps, Session } from './session.ts'
import { type ChosenStore, chooseStore, guarded } from './store-access.ts'

/**
 * Opens the licenses of this PC. A device key is made at the first start. Nothing is sent.
 * Refused with STORE_DENIED where no place can be written or read, STORE_NEWER, STORE_BUSY, and DEVICE_KEY_DAMAGED.
 */
export async function createEngine(config: HostConfig, deps: EngineDeps): Promise<Result<Engine, Refusal>> {
  const chosen = await chooseStore(config, deps.machine)
  return chosen.ok ? ok(openEngine(config, deps, chosen.value)) : chosen
}

function openEngine(config: HostConfig, deps: EngineDeps, chosen: ChosenStore): Engine {
  const { location, store, device } = chosen
  const session = new Session(config, deps, chosen)
  const { link, journal } = session.parts
  return {
    hostId: device.hostId,
    hostName: session.hostName,
    store: location,
    localLicenses: async () => (await session.local()).map(({ local }) => local),
    dueLicenses: async () => dueAmong(await session.local()),
    pending: () => pendingIn(journal),
    repair: () => guarded(() => repairStore(session)),
    signIn: (login, password) => guarded(() => link.signIn(login, password, device.hostId)),
    lookUp: async (credentials) => answered(await session.read(credentials, { type: 'look-up' })),
    ...changesOf(session),
    requests: () => store.requests(),
    refreshRequests: () => guarded(() => refreshRequests(session, deps.now)),
    ...offlineOf(session),
    examine: () =>
      examine({
        config,
        location,
        store,
        journal,
        link,
        connection: session.connection,
        local: () => session.local(),
        machine: deps.machine,
      }),
    connection: async () => ({
      choice: session.connection.chosen(),
      detected: await session.connection.detected(),
      caFileNamed: config.caFile,
      serverNamed: config.server,
      serverKnown: (await store.readServer())?.address ?? null,
    }),
    useConnection: async (choice) => {
      const checked = checkConnection(choice)
      if (!checked.ok) return checked
      session.connection.choose(checked.value)
      // What is connected now goes another way; the next contact opens the new one.
      await link.close()
      return checked
    },
    forgetServer: async () => {
      await link.close()
      await store.forgetServer()
    },
    close: () => link.close(),
  }
}

function exported({ operationId, what, products }: JournalEntry, path: string): Result<Exported, never> {
  return ok({ operationId, what, products, path })
}

/** What travels by file. */
function offlineOf(session: Session): Pick<Engine, 'exportRequest' | 'exportAgain' | 'importFile'> {
  return {
    exportRequest: async (credentials, ask, path) => {
      const entry = await exportRequest(session, credentials, ask, path)
      return entry.ok ? exported(entry.value, path) : entry
    },
    exportAgain: (operationId, path) =>
      guarded(async () => {
        const waiting = (await session.parts.journal.entries()).find((entry) => entry.operationId === operationId)
        if (waiting?.carried !== true) return err(refusal('RESPONSE_USED'))
        await writeFileAtomic(path, fileOf(waiting), { mode: 0o600 })
        return exported(waiting, path)
      }),
    importFile: async (file) => {
      const imported = await importFile(session, file)
      if (!imported.ok) return imported
      if (imported.value.kind === 'keys') return ok({ kind: 'keys', issuer: imported.value.keySet.iss })
      const { entry, response } = imported.value
      const answer = answered(ok(response))
      return answer.ok ? ok({ kind: 'response', what: entry.what, answer: answer.value }) : answer
    },
  }
}

/** Who may not read the journal has begun nothing here and can finish nothing. */
async function pendingIn(journal: Journal): Promise<readonly Pending[]> {
  try {
    const entries = await journal.entries()
    return entries.map(({ operationId, what, products, begunAt, carried }) => {
      return { operationId, what, products, begunAt, carried }
    })
  } catch (error) {
    if (error instanceof StoreDenied) return []
    throw error
  }
}

type Changes = Pick<
  Engine,
  | 'associate'
  | 'activate'
  | 'returnLicenses'
  | 'transfer'
  | 'emergency'
  | 'renew'
  | 'fetch'
  | 'returnLostPc'
  | 'askSupport'
>

/** The operations that change something: all of them go through the journal. */
function changesOf(session: Session): Changes {
  const perform = async (asked: Asked) => answered(await session.perform(asked))
  const performOn = async (
    what: 'return' | 'transfer' | 'emergency' | 'renew' | 'fetch',
    ids: readonly LicenseId[],
    credentials: Credentials,
  ) => {
    const licenseIds = [...new Set(ids)].slice(0, LIMITS.rowsMax)
    const intent: RequestIntent = { type: what, rows: licenseIds.map((licenseId) => ({ licenseId })) }
    return perform({ what, intent, credentials, licenseIds, products: await productsOf(session, licenseIds) })
  }
  return {
    associate: (credentials) =>
      perform({ what: 'associate', intent: { type: 'associate' }, credentials, licenseIds: [], products: [] }),
    activate: (credentials, rows) =>
      perform({
        what: 'activate',
        // Only what the request holds: callers may pass rows that know more.
        intent: { type: 'activate', rows: rows.map(({ keyId, product }) => ({ keyId, product })) },
        credentials,
        licenseIds: [],
        products: rows.map(({ product }) => product),
      }),
    returnLicenses: (credentials, licenseIds) => performOn('return', licenseIds, credentials),
    transfer: (credentials, licenseIds) => performOn('transfer', licenseIds, credentials),
    emergency: (credentials, licenseIds) => performOn('emergency', licenseIds, credentials),
    renew: (licenseIds) => performOn('renew', licenseIds, {}),
    fetch: (licenseIds) => performOn('fetch', licenseIds, {}),
    returnLostPc: (credentials, licenseIds, reason) => {
      const rows = [...new Set(licenseIds)].slice(0, LIMITS.rowsMax).map((licenseId) => ({ licenseId }))
      const intent: RequestIntent = { type: 'lost-pc', reason, rows }
      return perform({ what: 'lost-pc', intent, credentials, licenseIds: [], products: [] })
    },
    askSupport: async (credentials, { licenseIds, language = 'en', ...ask }) =>
      perform({
        what: 'support-request',
        // English goes without saying, so that a server from before languages takes it too.
        intent: { type: 'support-request', licenseIds, ...ask, ...(language === 'en' ? {} : { language }) },
        credentials,
        licenseIds: [],
        products: await productsOf(session, licenseIds),
      }),
  }
}

/** The names of products for which license files lie here; the id where none does. */
async function productsOf(session: Session, ids: readonly LicenseId[]): Promise<readonly string[]> {
  const names = new Map((await session.local()).flatMap(({ local }) => nameOf(local)))
  return ids.map((id) => names.get(id) ?? id)
}

function nameOf(license: LocalLicense): readonly (readonly [LicenseId, string])[] {
  return license.state === 'damaged' ? [] : [[license.licenseId, license.claims.productName]]
}

function answered(response: Result<ResponseClaims, Refusal>): Result<Answer, Refusal> {
  if (!response.ok) return response
  const { sub, account, receiver = account, rows, licenses, returnRequest } = response.value
  return ok({ operationId: sub, account, receiver, rows, licenses, returnRequest: returnRequest ?? null })
}
