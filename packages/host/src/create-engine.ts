import { makeId, ID_RANDOM_BYTES, type LicenseId, type OperationId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import type { HostConfig } from './config.ts'
import { type Device, makeDeviceKeyPem, readDeviceKey } from './device-key.ts'
import type { Answer, Credentials, Engine, OperationKind } from './engine.ts'
import { examine } from './examine.ts'
import { armFailpoint } from './failpoints.ts'
import { StoreDenied } from './files.ts'
import { measureFingerprint } from './fingerprint.ts'
import { type HostFacts, makeHostRequest, readKey } from './host-request.ts'
import { type HostStore, openHostStore, type ServerRecord } from './host-store.ts'
import { type JournalEntry, openJournal } from './journal.ts'
import { dueAmong, readLocalLicenses } from './local-licenses.ts'
import type { Machine } from './machine.ts'
import { beginOperation, type OperationParts, resultOf } from './operations.ts'
import { repairStore, settlePending } from './repair.ts'
import { openServerLink } from './server-link.ts'
import { type StoreLocation, storeLocations } from './store-location.ts'
import { takeStoreLock } from './store-lock.ts'
import { describeOs } from './surroundings.ts'

/** What the engine cannot make itself: time, randomness, and the PC it runs on. */
export interface EngineDeps {
  readonly now: () => number
  readonly randomBytes: (size: number) => Uint8Array
  readonly machine: Machine
}

/**
 * Opens the licenses of this PC. A device key is made at the first start. Nothing is sent.
 * Refused with STORE_DENIED where no place can be written or read, STORE_BUSY, and DEVICE_KEY_DAMAGED.
 */
export async function createEngine(config: HostConfig, deps: EngineDeps): Promise<Result<Engine, Refusal>> {
  const chosen = await chooseStore(config, deps.machine)
  if (!chosen.ok) return chosen
  return ok(await openEngine(config, deps, chosen.value))
}

interface ChosenStore {
  readonly location: StoreLocation
  readonly store: HostStore
  readonly device: Device
}

/** The first place that works. A place without rights leads to the next one; a damaged or busy one is told. */
async function chooseStore(config: HostConfig, machine: Machine): Promise<Result<ChosenStore, Refusal>> {
  const asked = { platform: machine.platform, chosen: config.store, directories: config.directories }
  let denied: Refusal | null = null
  for (const location of storeLocations(asked)) {
    const store = openHostStore(location.path, armFailpoint(config.failpoint))
    const device = await guarded(() => openDevice(store, config.lockTimeoutMs))
    if (device.ok) return ok({ location, store, device: device.value })
    if (device.error.code !== 'STORE_DENIED') return device
    denied = device.error
  }
  return err(denied ?? refusal('STORE_DENIED'))
}

/** A store that can only be read still shows its licenses: nothing is written where a device key is. */
async function openDevice(store: HostStore, lockTimeoutMs: number): Promise<Result<Device, Refusal>> {
  const present = await store.readDeviceKey()
  if (present !== null) return readDevice(store, present)
  await store.prepare()
  return locked(store, lockTimeoutMs, async () => {
    const meanwhile = await store.readDeviceKey()
    if (meanwhile !== null) return readDevice(store, meanwhile)
    const pem = makeDeviceKeyPem()
    await store.writeDeviceKey(pem)
    return readDevice(store, pem)
  })
}

function readDevice(store: HostStore, pem: string): Result<Device, Refusal> {
  const device = readDeviceKey(pem)
  return device.ok ? device : err(refusal('DEVICE_KEY_DAMAGED', { path: store.deviceKeyPath }))
}

/** Runs with the store locked against other wizards (STORE_BUSY). */
async function locked<T>(
  store: HostStore,
  timeoutMs: number,
  work: () => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  const lock = await takeStoreLock(store.path, timeoutMs)
  if (lock === null) return err(refusal('STORE_BUSY'))
  try {
    return await work()
  } finally {
    lock.release()
  }
}

/** Turns what the file system refuses into a refusal that names the place; everything else is a bug and thrown on. */
async function guarded<T>(work: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreDenied) return err(refusal('STORE_DENIED', { path: error.path }))
    throw error
  }
}

interface Asked {
  readonly what: OperationKind
  readonly intent: RequestIntent
  readonly credentials: Credentials
  readonly licenseIds: readonly LicenseId[]
  readonly products: readonly string[]
}

async function openEngine(config: HostConfig, deps: EngineDeps, chosen: ChosenStore): Promise<Engine> {
  const { location, store, device } = chosen
  const { machine, now } = deps
  const reach = armFailpoint(config.failpoint)
  const hostName = hostNameOf(config.hostName ?? machine.hostName)
  let measured: Promise<HostFacts> | null = null
  const hostFacts = () => (measured ??= measureHost(machine, hostName))
  const exclusively = <T>(work: () => Promise<Result<T, Refusal>>) =>
    guarded(() => locked(store, config.lockTimeoutMs, work))

  // Within an operation the lock is held already; a look-up takes it for the moment of writing.
  let isLocked = false
  const remember = async (server: ServerRecord) => {
    const write = async () => {
      await store.prepare()
      await store.writeServer(server)
      return ok(null)
    }
    return isLocked ? write() : exclusively(write)
  }
  const link = openServerLink({ config, store, now, remember })
  const journal = openJournal(location.path, reach)
  const parts: OperationParts = { store, journal, link, device, reach }

  const changing = <T>(work: () => Promise<Result<T, Refusal>>) =>
    exclusively(async () => {
      isLocked = true
      try {
        await store.prepare()
        return await work()
      } finally {
        isLocked = false
      }
    })

  const local = () =>
    readLocalLicenses({
      store,
      hostId: device.hostId,
      fingerprint: async () => (await hostFacts()).fingerprint,
      knownKeys: link.knownKeys,
      now,
    })

  const newOperationId = () => makeId('op', deps.randomBytes(ID_RANDOM_BYTES))

  async function request(operationId: OperationId, intent: RequestIntent, credentials: Credentials) {
    const reached = await link.contact()
    if (!reached.ok) return reached
    const asked = { operationId, intent, credentials, at: now() }
    return makeHostRequest(device, await hostFacts(), reached.value.keySet, asked)
  }

  async function entryFor({ what, intent, credentials, licenseIds, products }: Asked) {
    const operationId = newOperationId()
    const signed = await request(operationId, intent, credentials)
    if (!signed.ok) return signed
    const server = (await store.readServer())?.address ?? ''
    const base = { version: 1 as const, operationId, what, server, begunAt: now() }
    const rows = { products: [...products], licenseIds: [...licenseIds] }
    return ok<JournalEntry>({ ...base, ...rows, request: signed.value, response: null })
  }

  async function perform(asked: Asked): Promise<Result<Answer, Refusal>> {
    const key = readKey(asked.credentials)
    if (!key.ok) return key
    return changing(async () => {
      const earlier = await settlePending(parts)
      if (!earlier.ok) return earlier
      const entry = await entryFor(asked)
      if (!entry.ok) return entry
      const settled = resultOf(await beginOperation(parts, entry.value))
      return settled.ok ? ok(answerOf(settled.value)) : settled
    })
  }

  async function productsOf(ids: readonly LicenseId[]): Promise<readonly string[]> {
    const names = new Map((await local()).flatMap(({ local: one }) => namesOf(one)))
    return ids.map((id) => names.get(id) ?? id)
  }

  async function performOn(
    what: 'return' | 'renew' | 'fetch',
    ids: readonly LicenseId[],
    credentials: Credentials,
  ): Promise<Result<Answer, Refusal>> {
    const licenseIds = [...new Set(ids)].slice(0, LIMITS.rowsMax)
    const intent: RequestIntent = { type: what, rows: licenseIds.map((licenseId) => ({ licenseId })) }
    return perform({ what, intent, credentials, licenseIds, products: await productsOf(licenseIds) })
  }

  async function lookUp(credentials: Credentials): Promise<Result<Answer, Refusal>> {
    const operationId = newOperationId()
    const signed = await request(operationId, { type: 'look-up' }, credentials)
    if (!signed.ok) return signed
    const sent = await link.send(signed.value)
    if (!sent.ok) return err(sent.error.refusal)
    const response = await link.verifyResponse(sent.value, device.hostId, operationId)
    return response.ok ? ok(answerOf(response.value)) : response
  }

  return {
    hostId: device.hostId,
    hostName,
    store: location,
    localLicenses: async () => (await local()).map((checked) => checked.local),
    dueLicenses: async () => dueAmong(await local()),
    pending: async () =>
      (await journal.entries()).map(({ operationId, what, products, begunAt }) => ({
        operationId,
        what,
        products,
        begunAt,
      })),
    repair: () => repairStore({ parts, local, changing, entryFor }),
    signIn: (login, password) => guarded(() => link.signIn(login, password, device.hostId)),
    lookUp: async (credentials) => {
      const key = readKey(credentials)
      return key.ok ? guarded(() => lookUp(credentials)) : key
    },
    associate: (credentials) =>
      perform({ what: 'associate', intent: { type: 'associate' }, credentials, licenseIds: [], products: [] }),
    activate: (credentials, rows) =>
      perform({
        what: 'activate',
        intent: { type: 'activate', rows: rows.map(({ keyId, product }) => ({ keyId, product })) },
        credentials,
        licenseIds: [],
        products: rows.map(({ product }) => product),
      }),
    returnLicenses: (credentials, licenseIds) => performOn('return', licenseIds, credentials),
    renew: (licenseIds) => performOn('renew', licenseIds, {}),
    fetch: (licenseIds) => performOn('fetch', licenseIds, {}),
    askSupport: async (credentials, ask) =>
      perform({
        what: 'support-request',
        intent: { type: 'support-request', ...ask },
        credentials,
        licenseIds: [],
        products: await productsOf(ask.licenseIds),
      }),
    examine: () => examine({ config, location, store, journal, link, local, machine }),
    forgetServer: async () => {
      await link.close()
      await store.forgetServer()
    },
    close: () => link.close(),
  }
}

async function measureHost(machine: Machine, name: string): Promise<HostFacts> {
  const [fingerprint, os] = await Promise.all([measureFingerprint(machine), describeOs(machine)])
  return { name, os: os.replaceAll(/\p{Cc}/gu, ' ').slice(0, LIMITS.nameCharsMax), fingerprint }
}

/** A name that every reader takes: no control characters, not empty, not endless. */
function hostNameOf(name: string): string {
  const clean = name
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, LIMITS.nameCharsMax)
  return clean === '' ? 'unnamed PC' : clean
}

function namesOf(local: Awaited<ReturnType<Engine['localLicenses']>>[number]): readonly [LicenseId, string][] {
  return local.state === 'damaged' ? [] : [[local.licenseId, local.claims.productName]]
}

function answerOf({ sub, account, rows, licenses, returnRequest }: ResponseClaims): Answer {
  return { operationId: sub, account, rows, licenses, returnRequest: returnRequest ?? null }
}
