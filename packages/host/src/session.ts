import { ID_RANDOM_BYTES, type LicenseId, makeId, type OperationId } from '@latchkey/core/ids'
import { LIMITS } from '@latchkey/core/limits'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import type { HostConfig } from './config.ts'
import { type Connection, openConnection } from './connection.ts'
import type { Credentials, OperationKind } from './engine.ts'
import { measureFingerprint } from './fingerprint.ts'
import { type HostFacts, makeHostRequest, readKey } from './host-request.ts'
import type { ServerRecord } from './host-store.ts'
import { type JournalEntry, openJournal } from './journal.ts'
import { type CheckedLicense, readLocalLicenses } from './local-licenses.ts'
import type { Machine } from './machine.ts'
import { beginOperation, type OperationParts, resultOf } from './operations.ts'
import { settlePending } from './repair.ts'
import { ServerLink } from './server-link.ts'
import { type ChosenStore, guarded, locked } from './store-access.ts'
import { describeOs } from './surroundings.ts'

/** What the engine cannot make itself: time, randomness, and the PC it runs on. */
export interface EngineDeps {
  readonly now: () => number
  readonly randomBytes: (size: number) => Uint8Array
  readonly machine: Machine
}

/** One operation as it was asked for. */
export interface Asked {
  readonly what: OperationKind
  readonly intent: RequestIntent
  readonly credentials: Credentials
  /** The licenses that the rows name, in their order. */
  readonly licenseIds: readonly LicenseId[]
  /** Their products, for the words of a repair. */
  readonly products: readonly string[]
}

type ReadingIntent = Extract<RequestIntent, { type: 'look-up' | 'request-status' }>

/** One run of the engine on one store: who holds the lock, what the server said, what was measured. */
export class Session {
  readonly hostName: string
  readonly parts: OperationParts
  readonly connection: Connection
  readonly #config: HostConfig
  readonly #deps: EngineDeps
  #hostFacts: Promise<HostFacts> | null = null
  #isLocked = false

  constructor(config: HostConfig, deps: EngineDeps, { store, device, reach }: ChosenStore) {
    this.#config = config
    this.#deps = deps
    this.hostName = hostNameOf(config.hostName ?? deps.machine.hostName)
    this.connection = openConnection(config, deps.machine)
    this.parts = {
      store,
      device,
      reach,
      journal: openJournal(store.path, reach),
      link: new ServerLink({
        config,
        connection: this.connection,
        store,
        now: deps.now,
        remember: (server) => this.#remember(server),
      }),
    }
  }

  /** The license files of this PC, without network. */
  local(): Promise<readonly CheckedLicense[]> {
    const { store, device, link } = this.parts
    return readLocalLicenses({
      store,
      hostId: device.hostId,
      fingerprint: async () => (await this.#measure()).fingerprint,
      knownKeys: () => link.knownKeys(),
      now: this.#deps.now,
    })
  }

  /** Runs with the store locked. */
  async changing<T>(work: () => Promise<Result<T, Refusal>>): Promise<Result<T, Refusal>> {
    const { store } = this.parts
    return guarded(async () => {
      // Before the lock, which lies in the store's own directory.
      await store.prepare()
      return locked(store, this.#config.lockTimeoutMs, async () => {
        this.#isLocked = true
        try {
          await store.tidy()
          return await work()
        } finally {
          this.#isLocked = false
        }
      })
    })
  }

  /** Does what is asked for, after everything begun earlier is settled: operations of one PC have one order. */
  async perform(asked: Asked): Promise<Result<ResponseClaims, Refusal>> {
    const key = readKey(asked.credentials)
    if (!key.ok) return key
    return this.changing(async () => {
      const earlier = await settlePending(this)
      if (!earlier.ok) return earlier
      const entry = await this.entryFor(asked)
      return entry.ok ? resultOf(await beginOperation(this.parts, entry.value)) : entry
    })
  }

  /** Signs a request and makes its journal entry; nothing is sent or written yet. */
  async entryFor({ what, intent, credentials, licenseIds, products }: Asked): Promise<Result<JournalEntry, Refusal>> {
    const operationId = this.#newOperationId()
    const request = await this.#makeRequest(operationId, intent, credentials)
    if (!request.ok) return request
    return ok({
      version: 1,
      operationId,
      what,
      begunAt: this.#deps.now(),
      products: [...products],
      licenseIds: [...licenseIds],
      request: request.value,
      response: null,
      carried: false,
    })
  }

  /** Asks without changing anything, so without a journal. */
  async read(credentials: Credentials, intent: ReadingIntent): Promise<Result<ResponseClaims, Refusal>> {
    const key = readKey(credentials)
    if (!key.ok) return key
    return guarded(async () => {
      const { link, device } = this.parts
      const operationId = this.#newOperationId()
      const request = await this.#makeRequest(operationId, intent, credentials)
      if (!request.ok) return request
      const sent = await link.send(request.value)
      if (!sent.ok) return err(sent.error.refusal)
      return link.verifyResponse(sent.value, device.hostId, operationId)
    })
  }

  /** The same without asking the server: signed for the one this PC knows (SERVER_NOT_SET if none). */
  async entryToCarry({
    what,
    intent,
    credentials,
    licenseIds,
    products,
  }: Asked): Promise<Result<JournalEntry, Refusal>> {
    const { link, device } = this.parts
    const keySet = await link.knownKeys()
    if (keySet === null) return err(refusal('SERVER_NOT_SET'))
    const operationId = this.#newOperationId()
    const asked = { operationId, intent, credentials, at: this.#deps.now() }
    const request = await makeHostRequest(device, await this.#measure(), keySet, asked)
    if (!request.ok) return request
    const begunAt = this.#deps.now()
    const begun = {
      version: 1 as const,
      operationId,
      what,
      begunAt,
      products: [...products],
      licenseIds: [...licenseIds],
    }
    return ok({ ...begun, request: request.value, response: null, carried: true })
  }

  /** By this PC's clock, or the latest time a server has signed if that is later. */
  async trustedNow(): Promise<number> {
    return Math.max(this.#deps.now(), (await this.parts.store.readTimeMark()) ?? 0)
  }

  async #makeRequest(operationId: OperationId, intent: RequestIntent, credentials: Credentials) {
    const reached = await this.parts.link.contact()
    if (!reached.ok) return reached
    const asked = { operationId, intent, credentials, at: this.#deps.now() }
    return makeHostRequest(this.parts.device, await this.#measure(), reached.value.keySet, asked)
  }

  #newOperationId(): OperationId {
    return makeId('op', this.#deps.randomBytes(ID_RANDOM_BYTES))
  }

  /** Once per run: hardware does not change under a running wizard. */
  #measure(): Promise<HostFacts> {
    this.#hostFacts ??= measureHost(this.#deps.machine, this.hostName)
    return this.#hostFacts
  }

  /** Within an operation the lock is held already; a look-up takes it for the moment of writing. */
  #remember(server: ServerRecord): Promise<Result<null, Refusal>> {
    const write = async () => {
      await this.parts.store.writeServer(server)
      return ok(null)
    }
    return this.#isLocked ? write() : this.changing(write)
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
