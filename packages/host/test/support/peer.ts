import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server as NetServer } from 'node:net'
import {
  type Asking,
  type ListedLicense,
  listLicenses,
  performHostIntent,
  type RowOutcome,
} from '@latchkey/core/host-operation'
import { type AccountId, type HostId, ID_RANDOM_BYTES, type KeyId, type LicenseId, makeId } from '@latchkey/core/ids'
import type { ProductId } from '@latchkey/core/ids'
import { applyAll, decide, type License } from '@latchkey/core/license'
import { DAY_MS } from '@latchkey/core/limits'
import { termsOf } from '@latchkey/core/policy'
import { REFUSALS, type RefusalCode, type RefusalFacts, refusal, wordsOf } from '@latchkey/core/refusals'
import type { ActivationKey } from '@latchkey/core/seats'
import { formatActivationKey, KEY_RANDOM_BYTES, last5Of } from '@latchkey/core/activation-key'
import { decryptActivationKey } from '@latchkey/license-file/activation-key-encryption'
import type {
  HostRequestClaims,
  LicenseClaims,
  LicenseFacts,
  ListedLicenseClaims,
  PublicKey,
  ResponseClaims,
  ResponseRow,
} from '@latchkey/license-file/documents'
import { signDocument, type SigningKey } from '@latchkey/license-file/sign'
import { thumbprintOf } from '@latchkey/license-file/thumbprint'
import { verifyHostRequest } from '@latchkey/license-file/verify'

/**
 * The other side for the tests of a PC: core's rules in memory, documents signed by license-file, real HTTP. It can be told to
 * fail in the ways networks and servers fail.
 */
export interface Peer {
  readonly url: string
  readonly keyText: string
  readonly rootKey: string
  /** What happens to the next host requests. */
  mishap: Mishap | null
  /** Milliseconds that the server's clock is ahead. */
  clockOffsetMs: number
  readonly requests: string[]
  /** Operations with an effect, by id: how often they were performed. */
  readonly effects: Map<string, number>
  licenses(): readonly License[]
  license(product: string): License
  supportReturn(product: string): void
  /** Forgets every operation, as after 30 days: sent again, they are too old. */
  forgetOperations(): void
  /** From now on documents are signed by a new key of a new key set under the same root. */
  rotateKeys(): Promise<void>
  close(): Promise<void>
}

export type Mishap =
  /** The request is answered by this problem, and nothing is done. */
  | { readonly type: 'problem'; readonly code: RefusalCode }
  /** The work is done, the answer is lost. */
  | { readonly type: 'lose-answer' }
  /** The connection is cut before anything is done. */
  | { readonly type: 'cut' }
  /** The answer is signed by somebody else. */
  | { readonly type: 'forge' }
  /** The answer to another request is given. */
  | { readonly type: 'mix-up' }

export interface PeerOptions {
  readonly products?: readonly string[]
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly leaseDays?: number
}

export const LOGIN = { login: 'ada', password: 'correct horse battery staple' } as const
const ACCOUNT = { id: makeId('acc', randomBytes(ID_RANDOM_BYTES)), name: 'ada' }
const ISSUER = 'https://licenses.test'

interface Keys {
  readonly root: KeyPair
  signing: KeyPair
  readonly encryption: KeyPair
  keySetAt: number
}

interface KeyPair {
  readonly public: PublicKey
  readonly signer: SigningKey
}

export async function startPeer(options: PeerOptions = {}): Promise<Peer> {
  const products = options.products ?? ['ct', 'izot-net-server']
  const keyText = formatActivationKey(randomBytes(KEY_RANDOM_BYTES))
  let key = makeKey(products, options.leaseDays)
  const keys: Keys = {
    root: await makeKeyPair('sig'),
    signing: await makeKeyPair('sig'),
    encryption: await makeKeyPair('enc'),
    keySetAt: 0,
  }
  const stored = new Map<string, string>()
  const forgotten = new Set<string>()
  const tokens = new Map<string, { readonly account: AccountId; readonly host: HostId }>()

  const peer = {
    keyText,
    rootKey: keys.root.public.kid,
    mishap: null as Mishap | null,
    clockOffsetMs: 0,
    requests: [] as string[],
    effects: new Map<string, number>(),
    licenses: () => key.licenses,
    license: (product: string) => find(key, product),
    supportReturn: (product: string) => {
      const license = find(key, product)
      const decision = decide(license, { type: 'support-return', releaseFromAccount: false }, Date.now())
      if (!decision.ok) throw new Error(decision.error)
      const returned = applyAll(license, decision.value)
      key = { ...key, licenses: key.licenses.map((one) => (one.id === license.id ? returned : one)) }
    },
    forgetOperations: () => {
      for (const jws of peer.requests) forgotten.add(jws)
      stored.clear()
    },
    rotateKeys: async () => {
      keys.signing = await makeKeyPair('sig')
      keys.keySetAt += 1
    },
  }
  const now = () => Date.now() + peer.clockOffsetMs

  async function keySet(): Promise<string> {
    const claims = {
      iss: ISSUER,
      iat: Math.floor(Date.now() / 1000) - 1000 + keys.keySetAt,
      root: keys.root.public,
      keys: [keys.signing.public, keys.encryption.public],
    }
    return signDocument('keySet', claims, keys.root.signer)
  }

  async function handle(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    switch (`${request.method} ${request.url}`) {
      case 'GET /v1/server':
        return send(reply, 200, {
          issuer: ISSUER,
          version: '0.1.0',
          time: new Date(now()).toISOString(),
          keySet: await keySet(),
        })
      case 'POST /v1/sign-in':
        return signIn(reply, JSON.parse(body))
      case 'POST /v1/host-requests':
        return hostRequest(reply, (JSON.parse(body) as { request: string }).request)
      default:
        return sendProblem(reply, 'NOT_FOUND')
    }
  }

  function signIn(reply: ServerResponse, asked: { login: string; password: string; hostId: HostId }): void {
    if (asked.login !== LOGIN.login || asked.password !== LOGIN.password) return sendProblem(reply, 'SIGN_IN_FAILED')
    const accountToken = randomUUID()
    tokens.set(accountToken, { account: ACCOUNT.id, host: asked.hostId })
    send(reply, 200, { accountToken, account: ACCOUNT, expiresAt: new Date(now() + 60_000).toISOString() })
  }

  async function hostRequest(reply: ServerResponse, jws: string): Promise<void> {
    peer.requests.push(jws)
    const { mishap } = peer
    if (mishap?.type === 'problem') return sendProblem(reply, mishap.code)
    if (mishap?.type === 'cut') return void reply.destroy()
    if (forgotten.has(jws)) return sendProblem(reply, 'REQUEST_STALE')
    const verified = await verifyHostRequest(jws)
    if (!verified.ok) return sendProblem(reply, 'REQUEST_MALFORMED')
    const claims = verified.value
    const answer = stored.get(claims.jti) ?? (await perform(claims))
    if (typeof answer !== 'string') return sendProblem(reply, answer.code)
    stored.set(claims.jti, answer)
    if (mishap?.type === 'lose-answer') return void reply.destroy()
    if (mishap?.type === 'forge') {
      const stranger = await makeKeyPair('sig')
      const other = { ...responseOf(claims, [], null), iss: ISSUER }
      return send(reply, 200, {
        response: await signDocument('response', other, { ...stranger.signer, kid: keys.signing.signer.kid }),
      })
    }
    if (mishap?.type === 'mix-up') {
      const other = { ...responseOf(claims, [], null), sub: makeId('op', randomBytes(ID_RANDOM_BYTES)) }
      return send(reply, 200, { response: await signDocument('response', other, keys.signing.signer) })
    }
    send(reply, 200, { response: answer })
  }

  async function perform(claims: HostRequestClaims): Promise<string | { readonly code: RefusalCode }> {
    const { intent } = claims
    const asking: Asking = { host: claims.iss, account: null, provenKey: null }
    let proven = asking
    if (claims.encryptedKey !== undefined) {
      const text = await decryptActivationKey(claims.encryptedKey, claims.iss, keys.encryption.signer.key)
      if (!text.ok || text.value !== keyText) return { code: 'KEY_UNKNOWN' }
      proven = { ...proven, provenKey: key.id }
    }
    if (claims.accountToken !== undefined) {
      const token = tokens.get(claims.accountToken)
      if (token?.host !== claims.iss) return { code: 'SIGN_IN_EXPIRED' }
      proven = { ...proven, account: token.account }
    }
    if (intent.type === 'look-up') return signResponse(claims, proven, [])
    if (intent.type === 'support-request' || intent.type === 'lost-pc' || intent.type === 'request-status')
      return signResponse(claims, proven, [])
    const outcome = performHostIntent([key], proven, intent, now())
    key = outcome.keys[0] ?? key
    peer.effects.set(claims.jti, (peer.effects.get(claims.jti) ?? 0) + 1)
    const rows = await Promise.all(outcome.rows.map((row) => rowOf(row, claims, proven)))
    return signResponse(claims, proven, rows)
  }

  async function rowOf(row: RowOutcome, claims: HostRequestClaims, asking: Asking): Promise<ResponseRow> {
    if (row.status === 'unknown') {
      const refused = { code: 'NOT_ACTIVATED_HERE' as const, facts: {} }
      return { status: 'refused', alreadySo: false, refusal: refused, license: null }
    }
    const { license } = row
    const facts = factsOf(license, claims, asking)
    if (row.status === 'refused') {
      return { status: 'refused', alreadySo: false, refusal: { code: row.code, facts: {} }, license: facts }
    }
    const here = license.activatedOn === claims.iss
    const returned = claims.intent.type === 'return' && row.events.length > 0
    return {
      status: 'succeeded',
      alreadySo: row.events.length === 0,
      license: facts,
      ...(here ? { licenseFile: await signLicense(license, claims) } : {}),
      ...(returned ? { receipt: await signReceipt(license, claims) } : {}),
    }
  }

  function factsOf(license: License, { iss }: HostRequestClaims, asking: Asking): LicenseFacts {
    const since = seconds(now())
    const owner = license.associatedTo
    return {
      id: license.id,
      keyId: license.keyId,
      keyLast5: last5Of(keyText),
      product: license.product,
      productName: license.product.toUpperCase(),
      edition: '',
      associatedTo: ownerFacts(owner, asking),
      activatedOn: placeFacts(license.activatedOn, iss, since),
      standing: license.standing,
      expiresAt: null,
    }
  }

  function signLicense(license: License, claims: HostRequestClaims): Promise<string> {
    const iat = seconds(now())
    const lease = license.terms.leaseDays * (DAY_MS / 1000)
    const licenseClaims: LicenseClaims = {
      iss: ISSUER,
      sub: license.id,
      aud: license.product,
      jti: randomUUID(),
      iat,
      exp: iat + lease,
      renewFrom: iat + lease / 2,
      graceUntil: iat + lease + 14 * (DAY_MS / 1000),
      cnf: { jkt: claims.iss },
      kind: 'standard',
      generation: license.generation,
      productName: license.product.toUpperCase(),
      edition: '',
      features: [],
      keyId: license.keyId,
      keyLast5: last5Of(keyText),
      account: license.associatedTo === null ? null : ACCOUNT,
      host: { name: claims.host.name, fingerprint: claims.host.fingerprint },
    }
    return signDocument('license', licenseClaims, keys.signing.signer)
  }

  function signReceipt(license: License, claims: HostRequestClaims): Promise<string> {
    const receipt = {
      iss: ISSUER,
      sub: license.id,
      aud: license.product,
      jti: randomUUID(),
      iat: seconds(now()),
      cnf: { jkt: claims.iss },
      generation: license.generation,
      operationId: claims.jti,
    }
    return signDocument('receipt', receipt, keys.signing.signer)
  }

  function listedOf(listed: ListedLicense, claims: HostRequestClaims, asking: Asking): ListedLicenseClaims {
    const { license, seatsTotal, seatsFree, actions } = listed
    return {
      ...factsOf(license, claims, asking),
      seatsTotal,
      seatsFree,
      actions: {
        activate: claimed(actions.activate),
        associate: claimed(actions.associate),
        return: claimed(actions.return),
        transfer: claimed(actions.transfer),
      },
    }
  }

  function responseOf(claims: HostRequestClaims, rows: readonly ResponseRow[], asking: Asking | null): ResponseClaims {
    const listed = asking === null ? [] : listLicenses([key], asking, now())
    return {
      iss: ISSUER,
      aud: claims.iss,
      sub: claims.jti,
      iat: seconds(now()),
      exp: seconds(now() + 30 * DAY_MS),
      account: asking?.account === ACCOUNT.id ? ACCOUNT : null,
      rows,
      licenses: listed.map((one) =>
        listedOf(one, claims, asking ?? { host: claims.iss, account: null, provenKey: null }),
      ),
      ...(claims.intent.type === 'support-request'
        ? { returnRequest: { id: makeId('rr', randomBytes(ID_RANDOM_BYTES)), state: 'open' } }
        : {}),
    }
  }

  function signResponse(claims: HostRequestClaims, asking: Asking, rows: readonly ResponseRow[]): Promise<string> {
    return signDocument('response', responseOf(claims, rows, asking), keys.signing.signer)
  }

  const listener = (request: IncomingMessage, reply: ServerResponse) => {
    handle(request, reply).catch((error: unknown) => {
      reply.writeHead(500).end(String(error))
    })
  }
  const server = options.tls === undefined ? createServer(listener) : createSecureServer({ ...options.tls }, listener)
  const port = await listen(server)
  const scheme = options.tls === undefined ? 'http' : 'https'
  return Object.assign(peer, { url: `${scheme}://127.0.0.1:${port}`, close: () => close(server) })
}

function claimed(
  state: { readonly state: 'legal' | 'already' } | { readonly state: 'refused'; readonly code: RefusalCode },
) {
  return state.state === 'refused' ? { ...state, facts: {} } : state
}

function ownerFacts(owner: AccountId | null, asking: Asking): LicenseFacts['associatedTo'] {
  if (owner === null) return { kind: 'none' }
  return owner === asking.account ? { kind: 'you', name: ACCOUNT.name } : { kind: 'another' }
}

function placeFacts(on: HostId | null, host: HostId, since: number): LicenseFacts['activatedOn'] {
  if (on === null) return { kind: 'none' }
  return on === host ? { kind: 'here', since } : { kind: 'elsewhere', hostName: 'OTHER-PC', since }
}

function makeKey(products: readonly string[], leaseDays = 30): ActivationKey {
  const id: KeyId = makeId('key', randomBytes(ID_RANDOM_BYTES))
  const licenses = products.map((product) => ({
    id: makeId('lic', randomBytes(ID_RANDOM_BYTES)) satisfies LicenseId,
    keyId: id,
    product: product as ProductId,
    terms: termsOf({ leaseDays }),
    standing: 'good' as const,
    expiresAt: null,
    associatedTo: null,
    activatedOn: null,
    generation: 0,
    lastReturn: null,
    emergency: null,
    emergencyGrantedUntil: null,
  }))
  return { id, hostsMax: 1, licenses }
}

function find(key: ActivationKey, product: string): License {
  const license = key.licenses.find((one) => one.product === product)
  if (license === undefined) throw new Error(`no license of ${product}`)
  return license
}

async function makeKeyPair(use: 'sig' | 'enc'): Promise<KeyPair> {
  const { subtle } = globalThis.crypto
  const pair =
    use === 'sig'
      ? await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
      : await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  const { x = '', y = '' } = await subtle.exportKey('jwk', pair.publicKey)
  const alg = use === 'sig' ? ('ES256' as const) : ('ECDH-ES' as const)
  const unnamed: PublicKey = { kid: '', use, alg, kty: 'EC', crv: 'P-256', x, y }
  const kid = await thumbprintOf(unnamed)
  return { public: { ...unnamed, kid }, signer: { kid, alg: 'ES256', key: pair.privateKey } }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function send(reply: ServerResponse, status: number, body: unknown): void {
  reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function sendProblem(reply: ServerResponse, code: RefusalCode, facts: RefusalFacts = {}): void {
  const words = wordsOf(refusal(code, facts))
  const status = REFUSALS[code].httpStatus ?? 500
  send(reply, status, {
    type: `https://latchkey.test/refusals/${code}`,
    title: words.sentence,
    status,
    code,
    detail: words.cause,
    wayOut: words.wayOut,
    requestId: randomUUID(),
    facts: { ...facts },
  })
}

export async function listen(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
