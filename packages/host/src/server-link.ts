import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { HostId, OperationId } from '@latchkey/core/ids'
import type { KeySetClaims, PublicKey, ResponseClaims } from '@latchkey/license-file/documents'
import { verifyDocument, verifyKeySet } from '@latchkey/license-file/verify'
import type { HostConfig } from './config.ts'
import type { HostStore, ServerRecord } from './host-store.ts'
import { NETWORK_LIMITS } from './network-limits.ts'
import { type CallRefused, openTransport, type Transport } from './transport.ts'

/** The license server as this PC knows it: where it is, and the keys it may sign with. */
export interface ServerLink {
  /** Asks the server who it is and checks it against the pinned root; once per run is enough. Nothing secret is sent before. */
  contact(): Promise<Result<Contact, Refusal>>
  /** The same, without what an earlier contact of this run said. */
  contactAnew(): Promise<Result<Contact, Refusal>>
  /** The keys known without asking. */
  knownKeys(): Promise<KeySetClaims | null>
  /** Verifies an answer: signed by a key the root vouches for, made for this host and operation. */
  verifyResponse(jws: string, host: HostId, operation: OperationId): Promise<Result<ResponseClaims, Refusal>>
  signIn(login: string, password: string, host: HostId): Promise<Result<SignedIn, Refusal>>
  send(request: string): Promise<Result<string, CallRefused>>
  close(): Promise<void>
}

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
  readonly store: HostStore
  readonly now: () => number
  /** Writes what is to be remembered, under the store's lock. */
  readonly remember: (server: ServerRecord) => Promise<Result<null, Refusal>>
}

/** The key of a set that activation keys are encrypted to. */
export function encryptionKeyOf({ keys }: KeySetClaims): PublicKey | null {
  return keys.find((key) => key.use === 'enc' && key.alg === 'ECDH-ES') ?? null
}

/** Reads a server's address as people write it; https where no scheme is named. Null when it is none. */
export function readServerAddress(text: string): URL | null {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null
}

/** Opens the link to the server that is configured, or else remembered. Nothing is sent yet. */
export function openServerLink({ config, store, now, remember }: LinkParts): ServerLink {
  let transport: Transport | null = null
  let latest: Contact | null = null

  async function reachServer(): Promise<Result<Transport, Refusal>> {
    const named = config.server ?? (await store.readServer())?.address
    if (named === undefined) return err(refusal('SERVER_NOT_SET'))
    const address = readServerAddress(named)
    if (address === null) return err(refusal('NETWORK_DNS', { server: named }))
    if (transport?.server.href === address.href) return ok(transport)
    await transport?.close()
    const opened = openTransport(address, config)
    if (opened.ok) transport = opened.value
    return opened
  }

  async function ask(): Promise<Result<Contact, Refusal>> {
    const way = await reachServer()
    if (!way.ok) return way
    const facts = await way.value.call((client) => client.call('getServer'))
    if (!facts.ok) return err(facts.error.refusal)
    const known = await store.readServer()
    const keySet = await trustedKeySet(facts.value.keySet, known)
    if (keySet === null) return err(refusal('RESPONSE_UNTRUSTED', { server: way.value.server.host }))
    const record: ServerRecord = { ...keySet.record, address: way.value.server.href }
    const remembered = isSame(known, record) ? ok(null) : await remember(record)
    if (!remembered.ok) return remembered
    latest = {
      transport: way.value,
      keySet: keySet.claims,
      version: facts.value.version,
      serverTimeMs: Date.parse(facts.value.time),
      localTimeMs: now(),
    }
    return ok(latest)
  }

  async function trustedKeySet(jws: string, known: ServerRecord | null) {
    const root = config.rootKey ?? known?.rootKey ?? null
    const claims = await verifyKeySet(jws, root)
    if (!claims.ok) return null
    const cached = known === null ? null : await claimsOf(known)
    // An older set may still list a key that was withdrawn since.
    if (cached !== null && known !== null && cached.iat > claims.value.iat) return { claims: cached, record: known }
    const record = { version: 1 as const, address: '', rootKey: claims.value.root.kid, keySet: jws }
    return { claims: claims.value, record }
  }

  async function contact(): Promise<Result<Contact, Refusal>> {
    const age = latest === null ? Infinity : Math.abs(now() - latest.localTimeMs)
    return latest !== null && age < NETWORK_LIMITS.serverFactsMs ? ok(latest) : ask()
  }

  async function knownKeys(): Promise<KeySetClaims | null> {
    if (latest !== null) return latest.keySet
    const known = await store.readServer()
    return known === null ? null : claimsOf(known)
  }

  return {
    contact,
    contactAnew: ask,
    knownKeys,
    verifyResponse: async (jws, host, operation) => {
      let verified = await verifyDocument('response', jws, (await knownKeys())?.keys ?? [])
      if (!verified.ok && verified.error === 'SIGNING_KEY_UNKNOWN') {
        // The server has new keys since: the root vouches for them, or it does not.
        const asked = await ask()
        if (!asked.ok) return asked
        verified = await verifyDocument('response', jws, asked.value.keySet.keys)
      }
      if (!verified.ok) return err(refusal('RESPONSE_UNTRUSTED', serverFact(transport)))
      const { aud, sub } = verified.value
      return aud === host && sub === operation ? verified : err(refusal('RESPONSE_NOT_FOR_THIS_HOST'))
    },
    signIn: async (login, password, hostId) => {
      const reached = await contact()
      if (!reached.ok) return reached
      const answer = await reached.value.transport.call((client) =>
        client.call('signIn', { body: { login, password, hostId } }),
      )
      if (!answer.ok) return err(answer.error.refusal)
      return ok({ account: answer.value.account, token: answer.value.accountToken })
    },
    send: async (request) => {
      const reached = await contact()
      if (!reached.ok) return err({ refusal: reached.error, maybeSent: false, answered: false })
      const answer = await reached.value.transport.call((client) =>
        client.call('answerHostRequest', { body: { request } }),
      )
      return answer.ok ? ok(answer.value.response) : answer
    },
    close: async () => {
      await transport?.close()
      transport = null
      latest = null
    },
  }
}

async function claimsOf({ keySet, rootKey }: ServerRecord): Promise<KeySetClaims | null> {
  if (keySet === null || rootKey === null) return null
  const claims = await verifyKeySet(keySet, rootKey)
  return claims.ok ? claims.value : null
}

function isSame(known: ServerRecord | null, record: ServerRecord): boolean {
  return known?.address === record.address && known.keySet === record.keySet && known.rootKey === record.rootKey
}

function serverFact(transport: Transport | null): { readonly server?: string } {
  return transport === null ? {} : { server: transport.server.host }
}
