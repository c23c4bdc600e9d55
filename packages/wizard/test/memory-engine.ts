import { formatActivationKey, last5Of, readActivationKey } from '@latchkey/core/activation-key'
import {
  type Asking,
  type HostIntent,
  type ListedLicense,
  listLicenses,
  performHostIntent,
  type RowOutcome,
} from '@latchkey/core/host-operation'
import type { AccountId, HostId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import type { License } from '@latchkey/core/license'
import { termsOf } from '@latchkey/core/policy'
import { type Refusal, refusal } from '@latchkey/core/refusals'
import { err, ok, type Result } from '@latchkey/core/result'
import type { ActivationKey } from '@latchkey/core/seats'
import type { Answer, Credentials, Engine, LocalLicense } from '@latchkey/host/engine'
import type { LicenseClaims, LicenseFacts, ListedLicenseClaims, ResponseRow } from '@latchkey/license-file/documents'

/** Where all PCs of a test meet: keys, accounts, and the rules of core. A small real implementation, without network and files. */
export interface MemoryVendor {
  readonly keys: Map<KeyId, ActivationKey & { readonly text: string }>
  readonly accounts: readonly { readonly id: AccountId; readonly name: string; readonly password: string }[]
  readonly hostNames: Map<HostId, string>
  /** Refuses everything that needs the network, as long as it is set. */
  offline: Refusal | null
  /** Epoch milliseconds; stands still. */
  readonly now: number
  operations: number
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
    hostNames: new Map(),
    offline: null,
    now: NOW,
    operations: 0,
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
  }))
  vendor.keys.set(id, { id, hostsMax, licenses, text })
  return text
}

/** A PC of the vendor's customers. */
export function openPc(vendor: MemoryVendor, name: string): Engine {
  const hostId = `host_${name}` as HostId
  vendor.hostNames.set(hostId, name)
  const files = new Map<LicenseId, LocalLicense>()

  const ask = async (credentials: Credentials, intent: HostIntent | null): Promise<Result<Answer, Refusal>> => {
    if (vendor.offline !== null) return err(vendor.offline)
    const asking = askingOf(vendor, hostId, credentials)
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
      returnRequest: null,
    }
    return ok(answer)
  }

  return {
    hostId,
    hostName: name,
    store: { path: '/nowhere', scope: 'chosen' },
    localLicenses: async () => [...files.values()],
    dueLicenses: async () => [],
    pending: async () => [],
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
    renew: async (ids) => await ask({}, { type: 'renew', rows: ids.map((licenseId) => ({ licenseId })) }),
    fetch: async (ids) => await ask({}, { type: 'fetch', rows: ids.map((licenseId) => ({ licenseId })) }),
    askSupport: async (credentials) => {
      const answer = await ask(credentials, null)
      return answer.ok ? ok({ ...answer.value, returnRequest: { id: 'rr_1', state: 'open' } }) : answer
    },
    examine: async () => ({ checks: [], verdict: null }),
    forgetServer: async () => {},
    close: async () => {},
  }
}

function askingOf(vendor: MemoryVendor, host: HostId, { signIn, key }: Credentials): Result<Asking, Refusal> {
  const account = (signIn?.token ?? null) as AccountId | null
  if (key === undefined) return ok({ host, account, provenKey: null })
  const reading = readActivationKey(key)
  const text = reading.kind === 'valid' ? reading.key : key
  const known = [...vendor.keys.values()].find((candidate) => candidate.text === text)
  if (known !== undefined) return ok({ host, account, provenKey: known.id })
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
    if (license.activatedOn !== host) files.delete(license.id)
    else files.set(license.id, { state: 'valid', licenseId: license.id, claims: claimsOf(vendor, license), path: '' })
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
        : associatedTo === asking.account
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
  }
}

function listedOf(vendor: MemoryVendor, asking: Asking, { license, seatsTotal, seatsFree, actions }: ListedLicense) {
  const listed: ListedLicenseClaims = {
    ...factsOf(vendor, asking, license),
    seatsTotal,
    seatsFree,
    actions: {
      activate: withFacts(vendor, license, actions.activate),
      associate: withFacts(vendor, license, actions.associate),
      return: withFacts(vendor, license, actions.return),
      transfer: withFacts(vendor, license, actions.transfer),
    },
  }
  return listed
}

function nameOf(vendor: MemoryVendor, id: AccountId): string {
  return vendor.accounts.find((account) => account.id === id)?.name ?? ''
}
