import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@latchkey/contract/client'
import { statusesOf } from '@latchkey/contract/openapi'
import { type BodyOf, type OperationName, operationOf, refusalsOf } from '@latchkey/contract/operations'
import { problem } from '@latchkey/contract/schemas'
import { type Action, ACTIONS, type StaffRole } from '@latchkey/core/access'
import { type HostId, makeId, type OperationId } from '@latchkey/core/ids'
import { encryptActivationKey } from '@latchkey/license-file/activation-key-encryption'
import type { DeviceKey, RequestIntent, ResponseClaims } from '@latchkey/license-file/documents'
import { encodeSigningInput, joinSignature } from '@latchkey/license-file/sign'
import { thumbprintOf } from '@latchkey/license-file/thumbprint'
import { verifyDocument } from '@latchkey/license-file/verify'
import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { type Accounts, createAccounts, eventActorOf } from '../../src/accounts/accounts.ts'
import { createLogger } from '../../src/http/logger.ts'
import { createServer } from '../../src/http/server.ts'
import type { ServerDeps } from '../../src/http/services.ts'
import { formatApiToken, hashApiToken } from '../../src/signing/api-token.ts'
import { createSigningKeys, loadSigningKeys } from '../../src/signing/key-files.ts'
import type { ServerKeys } from '../../src/signing/keys.ts'
import type { PersonId } from '../../src/store/people-commands.ts'
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite/open.ts'

export const START = Date.UTC(2026, 0, 15, 12)
export const PASSWORD = 'correct horse battery staple'
export const random = (sizeBytes: number) => new Uint8Array(randomBytes(sizeBytes))

/** Limits that no test meets by accident. */
export const WIDE = {
  signInsPerAccountMax: 1_000_000,
  signInsPerIpPerMinuteMax: 1_000_000,
  unknownKeysPerIpPerMinuteMax: 1_000_000,
  unknownKeysPerSecondMax: 1_000_000,
  activationsPerKeyPerHourMax: 1_000_000,
  renewalsPerActivationPerMinuteMax: 1_000_000,
  mailsAskedPerAddressPerHourMax: 1_000_000,
  mailsAskedPerIpPerHourMax: 1_000_000,
  changesPerPersonPerHourMax: 1_000_000,
}

/** The real server on a real store, with a clock that stands still until a test moves it. */
export interface TestServer {
  readonly url: string
  readonly app: FastifyInstance
  readonly store: SqliteStore
  readonly databasePath: string
  readonly accounts: Accounts
  readonly keys: ServerKeys
  readonly log: string[]
  readonly clock: { at: number }
  /** A client with an API token that may do everything. */
  readonly admin: Client
  readonly adminToken: string
  client(token?: string): Client
  token(scopes: readonly Action[]): Promise<string>
  customer(username: string): Promise<string>
  staffSession(role: StaffRole): Promise<string>
  host(name?: string): Promise<TestHost>
  issue(changes?: Partial<BodyOf<'issueKey'>>): Promise<Issued>
  close(): Promise<void>
}

interface Issued {
  readonly id: string
  readonly key: string
  readonly licenses: readonly { readonly id: string; readonly product: string }[]
}

export async function startServer(changes: Partial<ServerDeps> = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'latchkey-http-'))
  const clock = { at: START }
  await createSigningKeys({ directory: join(directory, 'keys'), issuer: 'https://vendor.example', at: START, random })
  const loaded = await loadSigningKeys(join(directory, 'keys'))
  if (!loaded.ok) throw new Error(loaded.error.words)
  const keys = loaded.value
  const databasePath = join(directory, 'latchkey.db')
  const store = await openSqliteStore({ path: databasePath, now: () => clock.at })
  const { secrets } = keys
  const accounts = createAccounts({ store, secrets, random, hashingConcurrency: 2, hashingQueueMax: 50 })
  const log: string[] = []
  const logger = createLogger('info', { write: (line) => log.push(line) })
  const deps = {
    store,
    accounts,
    keys,
    clock: () => clock.at,
    random,
    version: '1.2.3',
    logger,
    limits: WIDE,
    checkWebhookAddress: async () => null,
  }
  const app = createServer({ ...deps, ...changes })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const client = (token?: string) => createClient({ baseUrl: url, ...(token === undefined ? {} : { token }) })
  const token = async (scopes: readonly Action[]) => createToken(store, clock.at, scopes)
  const adminToken = await token(ACTIONS)
  const admin = client(adminToken)
  await createCatalog(admin)
  return {
    url,
    app,
    store,
    databasePath,
    accounts,
    keys,
    log,
    clock,
    admin,
    adminToken,
    client,
    token,
    async customer(username) {
      const person = {
        id: makeId('acc', random(13)),
        role: 'customer' as const,
        username,
        email: `${username}@example.com`,
        password: PASSWORD,
      }
      expect((await accounts.create(person, clock.at)).ok).toBe(true)
      return person.id
    },
    async staffSession(role) {
      const person = {
        id: makeId('stf', random(13)),
        role,
        username: role,
        email: `${role}@vendor.example`,
        password: PASSWORD,
      }
      await accounts.create(person, clock.at)
      const signedIn = await accounts.signIn(role, PASSWORD)
      if (!signedIn.ok) throw new Error(signedIn.error)
      return openSession(accounts, signedIn.value, clock.at)
    },
    host: (name = 'PC-1') => TestHost.create(url, keys, clock, name),
    async issue(body = {}) {
      const products = [{ product: 'ct', seats: 1 }]
      const issued = await admin.call('issueKey', {
        body: { order: `O-${randomBytes(4).toString('hex')}`, products, ...body },
      })
      if (!issued.ok) throw new Error(JSON.stringify(issued.error))
      return issued.value
    },
    async close() {
      await app.close()
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A session of somebody who has shown everything that is asked of them, or lacks something; its token. */
export async function openSession(
  accounts: Accounts,
  person: { readonly id: PersonId; readonly role: StaffRole | 'customer' },
  at: number,
  needs: 'second-factor' | 'second-factor-set-up' | null = null,
): Promise<string> {
  const { token, session } = accounts.newSession(needs, { userAgent: 'test', ip: '127.0.0.1' })
  const begun = await accounts.execute<'begin-session'>({ id: person.id, actor: eventActorOf(person) }, at, {
    type: 'begin-session',
    person: person.id,
    session,
    factor: null,
    browser: 'test',
  })
  expect(begun.status).toBe('done')
  return token
}

async function createToken(store: SqliteStore, at: number, scopes: readonly Action[]): Promise<string> {
  const text = formatApiToken(random(32))
  const id = makeId('tok', random(13))
  const executed = await store.execute({
    type: 'create-token',
    operation: { id, caller: 'test', requestHash: id },
    actor: { type: 'system', id: null },
    at,
    id,
    hash: hashApiToken(text),
    name: 'test',
    scopes,
    expiresAt: at + 365 * 86_400_000,
  })
  expect(executed.status).toBe('done')
  return text
}

async function createCatalog(admin: Client): Promise<void> {
  for (const [id, name] of [
    ['ct', 'Commissioning Tool'],
    ['izot-net-server', 'IzoT Net Server'],
  ] as const) {
    expect(
      (await admin.call('putProduct', { params: { id }, body: { name, edition: 'Standard', features: [] } })).ok,
    ).toBe(true)
  }
  expect(
    (await admin.call('putPolicy', { params: { id: 'standard' }, body: { name: 'Standard', terms: {} } })).ok,
  ).toBe(true)
}

interface Proofs {
  readonly key?: string
  /** Encrypted by somebody else; instead of `key`. */
  readonly encryptedKey?: string
  readonly accountToken?: string
}

interface RequestChanges {
  readonly jti?: OperationId
  /** Epoch milliseconds; the server's clock by default. */
  readonly madeAt?: number
  readonly aud?: string
}

/** A PC: a device key and a name. Signs requests and checks that responses are the server's. */
export class TestHost {
  readonly id: HostId
  readonly name: string
  readonly #url: string
  readonly #keys: ServerKeys
  readonly #clock: { readonly at: number }
  readonly #deviceKey: DeviceKey
  readonly #private: KeyObject

  static async create(url: string, keys: ServerKeys, clock: { readonly at: number }, name: string): Promise<TestHost> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const deviceKey: DeviceKey = { kty: 'EC', crv: 'P-256', x, y }
    return new TestHost({
      url,
      keys,
      clock,
      name,
      deviceKey,
      privateKey,
      id: (await thumbprintOf(deviceKey)) as HostId,
    })
  }

  private constructor(parts: {
    url: string
    keys: ServerKeys
    clock: { readonly at: number }
    name: string
    deviceKey: DeviceKey
    privateKey: KeyObject
    id: HostId
  }) {
    this.id = parts.id
    this.name = parts.name
    this.#url = parts.url
    this.#keys = parts.keys
    this.#clock = parts.clock
    this.#deviceKey = parts.deviceKey
    this.#private = parts.privateKey
  }

  newOperation(): OperationId {
    return makeId('op', random(13))
  }

  async encrypt(key: string): Promise<string> {
    return encryptActivationKey(key, this.id, this.#keys.encryption.public)
  }

  async request(intent: RequestIntent, proofs: Proofs = {}, changes: RequestChanges = {}): Promise<string> {
    const { key, accountToken } = proofs
    const encryptedKey = proofs.encryptedKey ?? (key === undefined ? undefined : await this.encrypt(key))
    const claims = {
      iss: this.id,
      aud: changes.aud ?? this.#keys.issuer,
      jti: changes.jti ?? this.newOperation(),
      iat: Math.floor((changes.madeAt ?? this.#clock.at) / 1000),
      host: { key: this.#deviceKey, name: this.name, os: 'linux', fingerprint: { board: hashOf(this.name) } },
      ...(accountToken === undefined ? {} : { accountToken }),
      ...(encryptedKey === undefined ? {} : { encryptedKey }),
      intent,
    }
    const signingInput = encodeSigningInput('hostRequest', claims, this.id, 'ES256')
    const signature = sign('sha256', Buffer.from(signingInput), { key: this.#private, dsaEncoding: 'ieee-p1363' })
    return joinSignature('hostRequest', signingInput, signature)
  }

  /** Signs in to an account at this PC; the account token. */
  async signIn(login: string): Promise<string> {
    const body = { login, password: PASSWORD, hostId: this.id }
    const signedIn = await createClient({ baseUrl: this.#url }).call('signIn', { body })
    if (!signedIn.ok) throw new Error(signedIn.error.code)
    return signedIn.value.accountToken
  }

  /** Activates what one activation key is for; the response and the request that asked for it. */
  async activate(key: string): Promise<{ readonly claims: ResponseClaims; readonly request: string }> {
    const seen = claimsOf(await this.ask({ type: 'look-up' }, { key }))
    const rows = seen.licenses.map(({ keyId, product }) => ({ keyId, product }))
    const request = await this.request({ type: 'activate', rows }, { key })
    const answer = await this.post(request)
    const { response } = (await answer.json()) as { readonly response: string }
    return { claims: await this.verify(response), request }
  }

  async post(request: string): Promise<Response> {
    return fetch(`${this.#url}/v1/host-requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ request }),
    })
  }

  /** Asks, and gives the verified claims of the response, or the problem. */
  async ask(intent: RequestIntent, proofs: Proofs = {}, changes: RequestChanges = {}): Promise<Asked> {
    const answer = await this.post(await this.request(intent, proofs, changes))
    const json = (await answer.json()) as { readonly response: string; readonly code: string }
    expectDocumented('answerHostRequest', answer.status, json)
    if (answer.status !== 200) return { status: answer.status, code: json.code, problem: { ...json } }
    const claims = await this.verify(json.response)
    return { status: 200, claims, response: json.response }
  }

  async verify(response: string): Promise<ResponseClaims> {
    const keys = [this.#keys.signing.public]
    const claims = await verifyDocument('response', response, keys)
    if (!claims.ok) throw new Error(claims.error)
    if (claims.value.aud !== this.id) throw new Error('the response is for another host')
    return claims.value
  }
}

type Asked =
  | { readonly status: 200; readonly claims: ResponseClaims; readonly response: string }
  | { readonly status: number; readonly code: string; readonly problem: Record<string, unknown> }

/** The claims of a request that must have been answered. */
export function claimsOf(asked: Asked): ResponseClaims {
  if (!('claims' in asked)) throw new Error(JSON.stringify(asked.problem))
  return asked.claims
}

/** The code of a request that must have been refused as a whole. */
export function codeOf(asked: Asked): string {
  if (!('code' in asked)) throw new Error('answered')
  return asked.code
}

/** Every answer is one that the contract tells of: status, code and shape. */
export function expectDocumented(name: OperationName, status: number, json: unknown): void {
  expect(statusesOf(name)).toContain(status)
  const { status: success, answer } = operationOf(name)
  if (status === 304) return
  if (status === success) {
    // Parsing drops unknown members, so equality says that there are none.
    expect(answer.parse(json)).toEqual(json)
    return
  }
  const parsed = problem.parse(json)
  expect(parsed).toEqual(json)
  expect(refusalsOf(name)).toContain(parsed.code)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
