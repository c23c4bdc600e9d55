import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { HostId, OperationId } from '@latchkey/core/ids'
import type { KeySetClaims, PublicKey, ResponseClaims } from '@latchkey/license-file/documents'
import { verifyDocument, verifyKeySet } from '@latchkey/license-file/verify'
import type { HostConfig } from './config.ts'
import { type Connection, readServerAddress } from './connection.ts'
import type { HostStore, ServerRecord } from './host-store.ts'
import { NETWORK_LIMITS } from './network-limits.ts'
import type { CallRefused, Transport } from './transport.ts'

export interface Contact {
  readonly transport: Transport
  readonly keySet: KeySetClaims
  readonly version: string
  /** The server's clock when it answered, and this PC's; epoch milliseconds. */
  readonly serverTimeMs: number
  readonly localTimeMs: number
}

export interface SignedIn {
  readonly account: { readonly id: string; readonly name: string }
  readonly token: string
}

export interface LinkParts {
  readonly config: HostConfig
  readonly connection: Connection
  readonly store: HostStore
  readonly now: () => number
  /** Writes what is to be remembered, under the store's lock. */
  readonly remember: (server: ServerRecord) => Promise<Result<null, Refusal>>
}

/** The key of a set that activation keys are encrypted to. */
export function encryptionKeyOf({ keys }: KeySetClaims): PublicKey | null {
  return keys.find((key) => key.use === 'enc' && key.alg === 'ECDH-ES') ?? null
}

/**
 * The license server as this PC knows it: the one that is configured, or else remembered, and the keys it may sign with. Nothing
 * secret is sent to a server that has not shown a key set signed by the root this PC trusts.
 */
export class ServerLink {
  readonly #parts: LinkParts
  #transport: Transport | null = null
  #latest: Contact | null = null

  constructor(parts: LinkParts) {
    this.#parts = parts
  }

  /** Asks the server who it is and checks it against the pinned root; for a while once is enough. */
  async contact(): Promise<Result<Contact, Refusal>> {
    const ageMs = this.#latest === null ? Infinity : Math.abs(this.#parts.now() - this.#latest.localTimeMs)
    return this.#latest !== null && ageMs < NETWORK_LIMITS.serverFactsMs ? ok(this.#latest) : this.contactAnew()
  }

  /** The same, without what an earlier contact of this run said. */
  async contactAnew(): Promise<Result<Contact, Refusal>> {
    const { store, now, remember } = this.#parts
    const way = await this.#reach()
    if (!way.ok) return way
    const facts = await way.value.call((client) => client.call('getServer'))
    if (!facts.ok) return err(facts.error.refusal)
    const localTimeMs = now()
    const known = await store.readServer()
    const trusted = await this.#trust(facts.value.keySet, known)
    if (trusted === null) return err(this.#untrusted())
    const record: ServerRecord = { ...trusted.record, address: way.value.server.href }
    const remembered = isSame(known, record) ? ok(null) : await remember(record)
    if (!remembered.ok) return remembered
    this.#latest = {
      transport: way.value,
      keySet: trusted.keySet,
      version: facts.value.version,
      serverTimeMs: Date.parse(facts.value.time),
      localTimeMs,
    }
    return ok(this.#latest)
  }

  /** The keys known without asking; null before the first contact. */
  async knownKeys(): Promise<KeySetClaims | null> {
    if (this.#latest !== null) return this.#latest.keySet
    const known = await this.#parts.store.readServer()
    return known === null ? null : keySetOf(known)
  }

  /** Verifies an answer: signed by a key the root vouches for, made for this host and operation. */
  async verifyResponse(jws: string, host: HostId, operation: OperationId): Promise<Result<ResponseClaims, Refusal>> {
    let verified = await verifyDocument('response', jws, (await this.knownKeys())?.keys ?? [])
    if (!verified.ok && verified.error === 'SIGNING_KEY_UNKNOWN') {
      // The server has new keys since: the root vouches for them, or it does not.
      const asked = await this.contactAnew()
      if (!asked.ok) return asked
      verified = await verifyDocument('response', jws, asked.value.keySet.keys)
    }
    if (!verified.ok) return err(this.#untrusted())
    const { aud, sub } = verified.value
    return aud === host && sub === operation ? verified : err(refusal('RESPONSE_NOT_FOR_THIS_HOST'))
  }

  async signIn(login: string, password: string, hostId: HostId): Promise<Result<SignedIn, Refusal>> {
    const reached = await this.contact()
    if (!reached.ok) return reached
    const answer = await reached.value.transport.call((client) =>
      client.call('signIn', { body: { login, password, hostId } }),
    )
    if (!answer.ok) return err(answer.error.refusal)
    return ok({ account: answer.value.account, token: answer.value.accountToken })
  }

  /** Sends a host request, once. */
  async send(request: string): Promise<Result<string, CallRefused>> {
    const reached = await this.contact()
    if (!reached.ok) return err({ refusal: reached.error, maybeSent: false, answered: false })
    const answer = await reached.value.transport.call((client) =>
      client.call('answerHostRequest', { body: { request } }),
    )
    return answer.ok ? ok(answer.value.response) : answer
  }

  /** Sends a request that was made to be carried as a file: however long ago, the network may be here now. */
  async sendCarried(file: string): Promise<Result<string, CallRefused>> {
    const reached = await this.contact()
    if (!reached.ok) return err({ refusal: reached.error, maybeSent: false, answered: false })
    const answer = await reached.value.transport.call((client) =>
      client.call('answerOfflineRequest', { body: { file } }),
    )
    return answer.ok ? ok(answer.value.file) : answer
  }

  /** Trusts the keys of a server by its key set file; of one that is trusted already only newer keys are taken. */
  async trustKeySet(jws: string): Promise<Result<KeySetClaims, Refusal>> {
    const known = await this.#parts.store.readServer()
    const trusted = await this.#trust(jws, known)
    if (trusted === null) return err(this.#untrusted())
    const address = (await this.address()) ?? trusted.keySet.iss
    const remembered = await this.#parts.remember({ ...trusted.record, address })
    return remembered.ok ? ok(trusted.keySet) : remembered
  }

  /** Address of the server as people wrote it: named, else chosen, else the one this PC has met; null for none. */
  async address(): Promise<string | null> {
    const { connection, store } = this.#parts
    return (await connection.used()).server ?? (await store.readServer())?.address ?? null
  }

  async close(): Promise<void> {
    await this.#transport?.close()
    this.#transport = null
    this.#latest = null
  }

  async #reach(): Promise<Result<Transport, Refusal>> {
    const { config, connection } = this.#parts
    if (this.#transport !== null) return ok(this.#transport)
    const named = await this.address()
    if (named === null) return err(refusal('SERVER_NOT_SET'))
    const address = readServerAddress(named)
    if (address === null) return err(refusal('NETWORK_DNS', { server: named }))
    // Loaded when it is needed: reading the licenses of this PC must not wait for an HTTP client.
    const { openTransport } = await import('./transport.ts')
    const opened = openTransport(address, { ...config, ...(await connection.used()) })
    if (opened.ok) this.#transport = opened.value
    return opened
  }

  /** A key set signed by the pinned root, or at first contact by the root that comes along; null for any other. */
  async #trust(jws: string, known: ServerRecord | null): Promise<Trusted | null> {
    const received = await verifyKeySet(jws, this.#parts.config.rootKey ?? known?.rootKey ?? null)
    if (!received.ok) return null
    const kept = known === null ? null : await keySetOf(known)
    // An older set may still list a key that was withdrawn since.
    if (known !== null && kept !== null && kept.iat > received.value.iat) return { keySet: kept, record: known }
    const record = { version: 1 as const, address: '', rootKey: received.value.root.kid, keySet: jws }
    return { keySet: received.value, record }
  }

  #untrusted(): Refusal {
    return refusal('RESPONSE_UNTRUSTED', this.#transport === null ? {} : { server: this.#transport.server.host })
  }
}

interface Trusted {
  readonly keySet: KeySetClaims
  readonly record: ServerRecord
}

async function keySetOf({ keySet, rootKey }: ServerRecord): Promise<KeySetClaims | null> {
  if (keySet === null || rootKey === null) return null
  const claims = await verifyKeySet(keySet, rootKey)
  return claims.ok ? claims.value : null
}

function isSame(known: ServerRecord | null, record: ServerRecord): boolean {
  return known?.address === record.address && known.keySet === record.keySet && known.rootKey === record.rootKey
}
