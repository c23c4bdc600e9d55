import { formatActivationKey, last5Of, readActivationKey } from '@latchkey/core/activation-key'
import {
  type Asking,
  type HostIntent,
  isHeardWithReplacedKey,
  type ListedLicense,
  listLicenses,
  lostPcAction,
  performHostIntent,
  type RowOutcome,
  signedOf,
} from '@latchkey/core/host-operation'
import type { AccountId, HostId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import { applyAll, decide, type License } from '@latchkey/core/license'
import { DAY_MS } from '@latchkey/core/limits'
import { isOwnedBy, type Organizations, receiverOf } from '@latchkey/core/organization'
import { lostPcReturnsLeft, termsOf } from '@latchkey/core/policy'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { ActivationKey } from '@latchkey/core/seats'
import { checkConnection, NOTHING_CHOSEN } from '@latchkey/host/connection'
import type { Answer, Credentials, Engine, KnownRequest, LocalLicense, Pending } from '@latchkey/host/engine'
import type { LicenseClaims, LicenseFacts, ListedLicenseClaims, ResponseRow } from '@latchkey/license-file/documents'
import type { Files } from '../src/flow/tools.ts'

/** Where all PCs of a test meet: keys, accounts, and the rules of core. A small real implementation, without network and files. */
export interface MemoryVendor {
  readonly keys: Map<KeyId, ActivationKey & { readonly text: string }>
  readonly accounts: readonly { readonly id: AccountId; readonly name: string; readonly password: string }[]
  /** What people own beside their own account, by person. */
  readonly organizations: Map<AccountId, Organizations>
  readonly hostNames: Map<HostId, string>
  /** Former texts of keys that were replaced. */
  readonly replaced: Map<string, KeyId>
  /** Refuses everything that needs the network, as long as it is set. */
  offline: Refusal | null
  /** Epoch milliseconds; stands still. */
  readonly now: number
  operations: number
  /** When each license was returned by its owner without its PC. */
  readonly lostPcReturns: Map<LicenseId, number[]>
  /** Requests to Support, by id; what Support says of them is written here. */
  readonly requests: Map<string, KnownRequest>
  /** Files on their way, by path or name: a request of a PC, a response to one, or the keys of the vendor's server. */
  readonly files: Map<string, CarriedFile>
}

type CarriedFile =
  | {
      readonly kind: 'request'
      readonly operationId: string
      readonly host: HostId
      readonly answer: () => Promise<Result<Answer, Refusal>>
    }
  | { readonly kind: 'response'; readonly operationId: string; readonly host: HostId; readonly answer: Answer }
  | { readonly kind: 'keys' }

/** What the page /offline of the license server does with a request file. */
export async function answerFile(vendor: MemoryVendor, path: string, to: string): Promise<void> {
  const file = vendor.files.get(path)
  if (file?.kind !== 'request') throw new Error(`${path} is no request`)
  const answer = await file.answer()
  if (!answer.ok) throw new Error(answer.error.code)
  const { operationId, host } = file
  vendor.files.set(to, { kind: 'response', operationId, host, answer: { ...answer.value, operationId } })
}

/** Where the person of a test keeps files. */
export function filesOf(vendor: MemoryVendor): Files {
  return {
    suggest: (name, ending) => `/home/maria/Downloads/${name}.${ending}`,
    full: (path) => path,
    isThere: (path) => vendor.files.has(path),
  }
}

const PRODUCT_NAMES: Readonly<Record<string, string>> = {
  ct: 'Commissioning Tool',
  'izot-net-server': 'IzoT Net Server',
  'openlns-server': 'OpenLNS Server',
}

const NOW = Date.UTC(2026, 10, 24, 12)

export function openVendor(): MemoryVendor {
  return {
    keys: new Map(),
    accounts: [
      { id: 'acc_maria' as AccountId, name: 'maria', password: 'correct horse battery' },
      { id: 'acc_otto' as AccountId, name: 'otto', password: 'staple staple staple' },
    ],
    organizations: new Map(),
    hostNames: new Map(),
    replaced: new Map(),
    offline: null,
    now: NOW,
    operations: 0,
    lostPcReturns: new Map(),
    requests: new Map(),
    files: new Map(),
  }
}

/** Issues a key for products, one license each; the same number gives the same key. */
export function issueKey(vendor: MemoryVendor, number: number, products: readonly string[], hostsMax = 1): string {
  const text = formatActivationKey(new Uint8Array(17).fill(number))
  const id = `key_${number}` as KeyId
  const licenses = products.map((product, i): License => ({
    id: `lic_${number}_${i}` as LicenseId,
    keyId: id,
    product: product as ProductId,
    terms: termsOf({}),
    standing: 'good',
    expiresAt: null,
    associatedTo: null,
    activatedOn: null,
    generation: 0,
    lastReturn: null,
    emergency: null,
    emergencyGrantedUntil: null,
  }))
  vendor.keys.set(id, { id, hostsMax, licenses, text })
  return text
}

/** Replaces a key by that of another number; gives the new text. */
export function replaceKey(vendor: MemoryVendor, old: string, number: number): string {
  const text = formatActivationKey(new Uint8Array(17).fill(number))
  for (const [id, key] of vendor.keys) {
    if (key.text !== old) continue
    vendor.keys.set(id, { ...key, text })
    vendor.replaced.set(old, id)
  }
  return text
}

/** A PC of the vendor's customers. */
export function openPc(vendor: MemoryVendor, name: string, { knowsServer = true } = {}): Engine {
  const hostId = `host_${name}` as HostId
  vendor.hostNames.set(hostId, name)
  const files = new Map<LicenseId, LocalLicense>()

  const waiting = new Map<string, { readonly pending: Pending; readonly request: CarriedFile }>()
  let isKnown = knowsServer

  const ask = async (credentials: Credentials, intent: HostIntent | null): Promise<Result<Answer, Refusal>> => {
    if (vendor.offline !== null) return err(vendor.offline)
    const asking = askingOf(vendor, hostId, credentials, intent)
    if (!asking.ok) return asking
    vendor.operations += 1
    const outcome =
      intent === null
        ? { rows: [], keys: [] }
        : performHostIntent([...vendor.keys.values()], asking.value, intent, vendor.now)
    for (const key of outcome.keys) {
      const known = vendor.keys.get(key.id)
      if (known !== undefined) vendor.keys.set(key.id, { ...key, text: known.text })
    }
    keepFiles(vendor, files, hostId, outcome.rows)
    const answer: Answer = {
      operationId: `op_${String(vendor.operations).padStart(20, '0')}`,
      account:
        asking.value.account === null ? null : { id: asking.value.account, name: nameOf(vendor, asking.value.account) },
      rows: outcome.rows.map((row) => rowOf(vendor, asking.value, row)),
      licenses: listLicenses([...vendor.keys.values()], asking.value, vendor.now).map((listed) =>
        listedOf(vendor, asking.value, listed),
      ),
      receiver: receiverOfAsking(vendor, asking.value),
      returnRequest: null,
    }
    return ok(answer)
  }

  let choice = NOTHING_CHOSEN
  /** Requests of this PC, as it last heard of them. */
  const asked = new Set<string>()
  const seen = new Map<string, KnownRequest | undefined>()
  const requestsOf = () => [...asked].flatMap((id) => seen.get(id) ?? vendor.requests.get(id) ?? [])

  return {
    hostId,
    hostName: name,
    store: { path: '/nowhere', scope: 'chosen' },
    localLicenses: async () => [...files.values()],
    dueLicenses: async () => [],
    pending: async () => [...waiting.values()].map(({ pending }) => pending),
    repair: async () => ok([]),
    signIn: async (login, password) => {
      if (vendor.offline !== null) return err(vendor.offline)
      const account = vendor.accounts.find((account) => account.name === login && account.password === password)
      return account === undefined
        ? err(refusal('SIGN_IN_FAILED'))
        : ok({ account: { id: account.id, name: account.name }, token: account.id })
    },
    lookUp: async (credentials) => await ask(credentials, null),
    associate: async (credentials) => await ask(credentials, { type: 'associate' }),
    activate: async (credentials, rows) => await ask(credentials, { type: 'activate', rows }),
    returnLicenses: async (credentials, ids) =>
      await ask(credentials, { type: 'return', rows: ids.map((licenseId) => ({ licenseId })) }),
    transfer: async (credentials, ids) =>
      await ask(credentials, { type: 'transfer', rows: ids.map((licenseId) => ({ licenseId })) }),
    emergency: async (credentials, ids) =>
      await ask(credentials, { type: 'emergency', rows: ids.map((licenseId) => ({ licenseId })) }),
    renew: async (ids) => await ask({}, { type: 'renew', rows: ids.map((licenseId) => ({ licenseId })) }),
    fetch: async (ids) => await ask({}, { type: 'fetch', rows: ids.map((licenseId) => ({ licenseId })) }),
    askSupport: async (credentials, { licenseIds }) => {
      const answer = await ask(credentials, null)
      if (!answer.ok) return answer
      const products = answer.value.licenses.filter(({ id }) => licenseIds.includes(id)).map((row) => row.productName)
      const id = `rr_${vendor.requests.size + 1}`
      const open = { id, products, state: 'open', stage: 'new', askedAt: vendor.now }
      vendor.requests.set(id, { ...open, dueAt: vendor.now + DAY_MS, closedAt: null, checkedAt: null })
      asked.add(id)
      return ok({ ...answer.value, returnRequest: { id, state: 'open' } })
    },
    returnLostPc: async (credentials, licenseIds) => {
      const asking = askingOf(vendor, hostId, credentials, null)
      if (!asking.ok) return asking
      const rows = licenseIds.map((id) => returnLostPc(vendor, asking.value, id))
      const answer = await ask(credentials, null)
      return answer.ok ? ok({ ...answer.value, rows }) : answer
    },
    requests: async () => requestsOf(),
    refreshRequests: async () => {
      if (vendor.offline !== null) return err(vendor.offline)
      for (const id of asked) seen.set(id, vendor.requests.get(id))
      return ok(requestsOf())
    },
    exportRequest: async (credentials, asks, path) => {
      if (!isKnown) return err(refusal('SERVER_NOT_SET'))
      const ids = asks.type === 'return' ? asks.licenseIds : []
      const products = ids.flatMap((id) => claimsIn(files.get(id))?.productName ?? [])
      for (const id of ids) {
        const keyLast5 = claimsIn(files.get(id))?.keyLast5 ?? ''
        if (credentials.key?.slice(-5) !== keyLast5) return err(refusal('KEY_REQUIRED', { keyLast5 }))
      }
      vendor.operations += 1
      const operationId = `op_${String(vendor.operations).padStart(20, '0')}`
      const intent = (): HostIntent =>
        asks.type === 'return'
          ? { type: 'return', rows: ids.map((licenseId) => ({ licenseId })) }
          : { type: 'activate', rows: seatsOf(vendor, credentials.key ?? '') }
      const request: CarriedFile = {
        kind: 'request',
        operationId,
        host: hostId,
        answer: () => ask(credentials, intent()),
      }
      const pending = { operationId, what: asks.type, products, begunAt: vendor.now, carried: true }
      waiting.set(operationId, { pending, request })
      for (const id of ids) files.delete(id)
      if (path.includes('/no/such/')) return err(refusal('STORE_DENIED', { path: '/no/such' }))
      vendor.files.set(path, request)
      return ok({ operationId, what: asks.type, products, path })
    },
    exportAgain: async (operationId, path) => {
      const again = waiting.get(operationId)
      if (again === undefined) return err(refusal('RESPONSE_USED'))
      vendor.files.set(path, again.request)
      return ok({ operationId, what: again.pending.what, products: again.pending.products, path })
    },
    importFile: async (carried) => {
      const path = typeof carried === 'string' ? carried : carried.name
      const file = vendor.files.get(path)
      if (file?.kind === 'keys') isKnown = true
      if (file?.kind === 'keys') return ok({ kind: 'keys', issuer: 'https://licenses.example' })
      if (file?.kind !== 'response') return err(refusal('FILE_UNREADABLE', { path }))
      if (file.host !== hostId) return err(refusal('RESPONSE_NOT_FOR_THIS_HOST'))
      const entry = waiting.get(file.operationId)
      if (entry === undefined) return err(refusal('RESPONSE_USED'))
      waiting.delete(file.operationId)
      return ok({ kind: 'response', what: entry.pending.what, answer: file.answer })
    },
    examine: async () => ({
      checks: [
        {
          name: 'store',
          status: 'passed',
          finding: { kind: 'stored', path: '/nowhere', scope: 'chosen' },
          refusal: null,
        },
        ...(vendor.offline === null
          ? [
              {
                name: 'connection' as const,
                status: 'passed' as const,
                finding: { kind: 'reached' as const },
                refusal: null,
              },
            ]
          : [{ name: 'connection' as const, status: 'failed' as const, finding: null, refusal: vendor.offline }]),
      ],
      verdict: vendor.offline,
    }),
    connection: async () => ({
      choice,
      detected: { httpProxy: '', httpsProxy: '', noProxy: '' },
      caFileNamed: null,
      serverNamed: null,
      serverKnown: null,
    }),
    useConnection: async (next) => {
      const checked = checkConnection(next)
      if (checked.ok) choice = checked.value
      return checked
    },
    forgetServer: async () => {},
    close: async () => {},
  }
}

function claimsIn(local: LocalLicense | undefined): LicenseClaims | null {
  return local === undefined || local.state === 'damaged' ? null : local.claims
}

/** Everything that a key shows. */
function seatsOf(vendor: MemoryVendor, key: string) {
  const known = [...vendor.keys.values()].find(({ text }) => text === key)
  return (known?.licenses ?? []).map(({ product }) => ({ keyId: known?.id ?? ('' as KeyId), product }))
}

/** The owner's return, by the rules of core. */
function returnLostPc(vendor: MemoryVendor, asking: Asking, id: LicenseId): ResponseRow {
  for (const [keyId, key] of vendor.keys) {
    const license = key.licenses.find((one) => one.id === id)
    if (license === undefined || asking.account === null) continue
    const allowance = allowanceOf(vendor, license)
    const decision = decide(license, { type: 'owner-return', account: asking.account, allowance }, vendor.now)
    if (!decision.ok) {
      return rowOf(vendor, asking, { status: 'refused', license, code: decision.error })
    }
    const after = applyAll(license, decision.value)
    const licenses = key.licenses.map((one) => (one.id === id ? after : one))
    vendor.keys.set(keyId, { ...key, licenses })
    vendor.lostPcReturns.set(id, [...(vendor.lostPcReturns.get(id) ?? []), vendor.now])
    return rowOf(vendor, asking, { status: 'succeeded', license: after, events: decision.value })
  }
  return rowOf(vendor, asking, { status: 'unknown' })
}

function allowanceOf(vendor: MemoryVendor, { id, terms }: License) {
  return lostPcReturnsLeft(terms, vendor.lostPcReturns.get(id) ?? [], vendor.now)
}

function askingOf(
  vendor: MemoryVendor,
  host: HostId,
  { signIn, key }: Credentials,
  intent: HostIntent | null,
): Result<Asking, Refusal> {
  const account = (signIn?.token ?? null) as AccountId | null
  const organizations = account === null ? undefined : vendor.organizations.get(account)
  const asking = { host, account, ...(organizations === undefined ? {} : { organizations }) }
  if (key === undefined) return ok({ ...asking, provenKey: null })
  const reading = readActivationKey(key)
  const text = reading.kind === 'valid' ? reading.key : key
  const known = [...vendor.keys.values()].find((candidate) => candidate.text === text)
  if (known !== undefined) return ok({ ...asking, provenKey: known.id })
  const retiredKey = vendor.replaced.get(text)
  if (retiredKey !== undefined) {
    const isHeard = intent !== null && isHeardWithReplacedKey(intent)
    return isHeard ? ok({ ...asking, provenKey: null, retiredKey }) : err(refusal('KEY_REPLACED'))
  }
  return err(refusal('KEY_UNKNOWN', reading.kind === 'valid' ? { keyLast5: last5Of(reading.key) } : {}))
}

function keepFiles(
  vendor: MemoryVendor,
  files: Map<LicenseId, LocalLicense>,
  host: HostId,
  rows: readonly RowOutcome[],
): void {
  for (const row of rows) {
    if (row.status !== 'succeeded') continue
    const { license } = row
    const state = license.activatedOn === host ? 'valid' : license.emergency?.on === host ? 'emergency' : null
    if (state === null) files.delete(license.id)
    else files.set(license.id, { state, licenseId: license.id, claims: claimsOf(vendor, license), path: '' })
  }
}

function claimsOf(vendor: MemoryVendor, license: License): LicenseClaims {
  const account = license.associatedTo
  return {
    iss: 'memory',
    sub: license.id,
    aud: license.product,
    jti: `${license.id}.${license.generation}`,
    iat: vendor.now / 1000,
    cnf: { jkt: license.activatedOn as HostId },
    kind: 'standard',
    generation: license.generation,
    productName: PRODUCT_NAMES[license.product] ?? license.product,
    edition: 'Standard',
    features: [],
    keyId: license.keyId,
    keyLast5: vendor.keys.get(license.keyId)?.text.slice(-5) ?? '',
    account: account === null ? null : { id: account, name: nameOf(vendor, account) },
    host: { name: vendor.hostNames.get(license.activatedOn as HostId) ?? '', fingerprint: {} },
  }
}

function rowOf(vendor: MemoryVendor, asking: Asking, row: RowOutcome): ResponseRow {
  if (row.status === 'unknown') {
    return { status: 'refused', alreadySo: false, refusal: refusal('NOT_ACTIVATED_HERE'), license: null }
  }
  const license = factsOf(vendor, asking, row.license)
  if (row.status === 'succeeded') return { status: 'succeeded', alreadySo: row.events.length === 0, license }
  const { code, facts } = withFacts(vendor, row.license, { state: 'refused', code: row.code })
  return { status: 'refused', alreadySo: false, refusal: { code, facts }, license }
}

function withFacts<A extends { readonly state: string }>(vendor: MemoryVendor, license: License, action: A) {
  const holder = license.activatedOn === null ? {} : { hostName: vendor.hostNames.get(license.activatedOn) ?? '' }
  const facts = {
    ...holder,
    since: vendor.now,
    product: PRODUCT_NAMES[license.product] ?? '',
    keyLast5: vendor.keys.get(license.keyId)?.text.slice(-5) ?? '',
  }
  return { ...action, facts }
}

function factsOf(vendor: MemoryVendor, asking: Asking, license: License): LicenseFacts {
  const { activatedOn, associatedTo } = license
  const signed = signedOf(asking)
  const since = vendor.now / 1000
  return {
    id: license.id,
    keyId: license.keyId,
    keyLast5: vendor.keys.get(license.keyId)?.text.slice(-5) ?? '',
    product: license.product,
    productName: PRODUCT_NAMES[license.product] ?? license.product,
    edition: 'Standard',
    associatedTo:
      associatedTo === null
        ? { kind: 'none' }
        : signed !== null && isOwnedBy(signed, associatedTo)
          ? { kind: 'you', name: nameOf(vendor, associatedTo) }
          : { kind: 'another' },
    activatedOn:
      activatedOn === null
        ? { kind: 'none' }
        : activatedOn === asking.host
          ? { kind: 'here', since }
          : { kind: 'elsewhere', hostName: vendor.hostNames.get(activatedOn) ?? '', since },
    standing: license.standing,
    expiresAt: license.expiresAt === null ? null : license.expiresAt / 1000,
    ...(license.emergency === null
      ? {}
      : {
          emergency: {
            kind: license.emergency.on === asking.host ? ('here' as const) : ('elsewhere' as const),
            until: license.emergency.until / 1000,
          },
        }),
  }
}

function listedOf(vendor: MemoryVendor, asking: Asking, { license, seatsTotal, seatsFree, actions }: ListedLicense) {
  const allowance = allowanceOf(vendor, license)
  const lostPc = lostPcAction(license, asking, allowance, vendor.now)
  const listed: ListedLicenseClaims = {
    ...factsOf(vendor, asking, license),
    seatsTotal,
    seatsFree,
    actions: {
      activate: withFacts(vendor, license, actions.activate),
      associate: withFacts(vendor, license, actions.associate),
      return: withFacts(vendor, license, actions.return),
      transfer: withFacts(vendor, license, actions.transfer),
      emergency: withFacts(vendor, license, actions.emergency),
      ...(lostPc === null ? {} : { lostPc: withFacts(vendor, license, lostPc) }),
    },
    ...(lostPc === null ? {} : { lostPcReturns: { left: allowance.left, max: license.terms.lostPcReturnsMax } }),
    ...(actions.emergency.state === 'legal'
      ? { emergencyTerms: { days: license.terms.emergencyDays, everyDays: license.terms.emergencyEveryDays } }
      : {}),
  }
  return listed
}

function nameOf(vendor: MemoryVendor, id: AccountId): string {
  return vendor.accounts.find((account) => account.id === id)?.name ?? ''
}

function receiverOfAsking(vendor: MemoryVendor, asking: Asking): Answer['receiver'] {
  const signed = signedOf(asking)
  const id = signed === null ? null : receiverOf(signed)
  return id === null ? null : { id, name: nameOf(vendor, id) }
}
