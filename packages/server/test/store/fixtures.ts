import { createHash } from 'node:crypto'
import type { Asking } from '@latchkey/core/host-operation'
import {
  type HostId,
  type LicenseId,
  makeId,
  type AccountId,
  type KeyId,
  type ProductId,
  type PolicyId,
} from '@latchkey/core/ids'
import { termsOf, type PolicyTerms } from '@latchkey/core/policy'
import type { CommandOf, CommandAnswers, CommandType, Executed, HostDescription, Store } from '../../src/store/store.ts'

/** Builders of commands with ids that are the same in every run, and a vendor to run them on. */

export const NOW = Date.UTC(2026, 10, 24, 12)
export const CT = 'ct' as ProductId
export const NET_SERVER = 'izot-net-server' as ProductId
export const STANDARD = 'standard' as PolicyId
/** A vendor who trusts its agents: nothing that Support returns is held. */
export const UNHELD = 'unheld' as PolicyId

let count = 0

/** Ids that no other test of this process has. */
export function nextId<P extends 'lic' | 'key' | 'op' | 'rr' | 'tok' | 'acc' | 'trf'>(
  prefix: P,
): ReturnType<typeof makeId<P>> {
  count += 1
  return makeId(prefix, createHash('sha256').update(`${prefix}${count}`).digest())
}

export function hostId(name: string): HostId {
  return createHash('sha256').update(name).digest('base64url') as HostId
}

export function host(name: string): HostDescription {
  const key = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const
  return { id: hostId(name), key, name, os: 'Linux 6.1', fingerprint: { machine: `hash of ${name}` } }
}

export const PC1 = host('PC-1')
export const PC2 = host('PC-2')
export const ANN = 'ann-account' as AccountId
export const BOB = 'bob-account' as AccountId

export interface Proofs {
  readonly account?: AccountId
  readonly key?: KeyId
}

export function asking(description: HostDescription, { account, key }: Proofs): Asking {
  return { host: description.id, account: account ?? null, provenKey: key ?? null }
}

type Intent = CommandOf<'host-operation'>['intent']

export function hostOperation(
  description: HostDescription,
  proofs: Proofs,
  intent: Intent,
  { at = NOW, id = nextId('op') as string, requestHash = 'hash' } = {},
): CommandOf<'host-operation'> {
  return {
    type: 'host-operation',
    operation: { id, caller: description.id, requestHash },
    actor: { type: 'host', id: description.id },
    at,
    host: description,
    asking: asking(description, proofs),
    intent,
  }
}

export function staffBase(at = NOW) {
  return {
    operation: { id: nextId('op') as string, caller: 'stf_1', requestHash: 'hash' },
    actor: { type: 'staff', id: 'stf_1' },
    at,
  } as const
}

export function supportReturn(
  target: CommandOf<'support-return'>['target'],
  options: Partial<CommandOf<'support-return'>> = {},
): CommandOf<'support-return'> {
  return {
    ...staffBase(options.at),
    type: 'support-return',
    target,
    reason: 'lost-pc',
    note: '',
    releaseFromAccount: false,
    returnRequestId: null,
    ...options,
  }
}

export interface IssuedKey {
  readonly keyId: KeyId
  readonly digest: string
  /** In the order of the products asked for. */
  readonly licenseIds: readonly LicenseId[]
}

export interface KeyAsked {
  readonly products?: readonly (readonly [product: ProductId, seats: number])[]
  readonly hostsMax?: number | null
  readonly expiresAt?: number | null
  readonly policy?: PolicyId
  readonly order?: string
  readonly at?: number
}

export function issueKey({
  products = [[CT, 1]],
  hostsMax = null,
  expiresAt = null,
  policy = STANDARD,
  order = 'ORDER-1',
  at = NOW,
}: KeyAsked = {}): CommandOf<'issue-key'> {
  const id = nextId('key')
  return {
    ...staffBase(at),
    type: 'issue-key',
    key: {
      id,
      digest: `digest of ${id}`,
      sealed: `sealed ${id}`,
      last5: id.slice(-5).toUpperCase(),
      legacy: false,
      hostsMax,
    },
    order,
    policy,
    products: products.map(([product, seats]) => ({
      product,
      licenseIds: Array.from({ length: seats }, () => nextId('lic')),
    })),
    expiresAt,
  }
}

export function putPolicy(terms: Partial<PolicyTerms> = {}, id = STANDARD): CommandOf<'put-policy'> {
  return { ...staffBase(), type: 'put-policy', id, name: 'Standard', terms: termsOf(terms) }
}

export function putProduct(id: ProductId, name: string): CommandOf<'put-product'> {
  return { ...staffBase(), type: 'put-product', id, name, edition: 'Full', features: ['commissioning'] }
}

/** The vendor of the demo: two products and a policy. */
export async function stockVendor(store: Store): Promise<void> {
  await store.execute(putProduct(CT, 'Commissioning Tool'))
  await store.execute(putProduct(NET_SERVER, 'IzoT Net Server'))
  await store.execute(putPolicy())
  await store.execute(putPolicy({ supportHoldHighRiskHours: 0 }, UNHELD))
  for (const account of [ANN, BOB]) await openAccount(store, account)
}

/** Somebody's Software Download account. */
export async function openAccount(store: Store, id: AccountId): Promise<void> {
  const person = { id, role: 'customer', username: id, email: `${id}@example.com`, language: 'en' } as const
  await store.execute({ ...staffBase(), ...person, type: 'create-person', password: null, link: null })
}

export async function issue(store: Store, asked: KeyAsked = {}): Promise<IssuedKey> {
  const command = issueKey(asked)
  await done(store, command)
  return {
    keyId: command.key.id,
    digest: command.key.digest,
    licenseIds: command.products.flatMap(({ licenseIds }) => licenseIds),
  }
}

/** The answer of a command that is not refused. */
export async function done<T extends CommandType>(store: Store, command: CommandOf<T>): Promise<CommandAnswers[T]> {
  const executed = await store.execute(command)
  if (executed.status === 'refused') throw new Error(`refused: ${executed.code}`)
  return executed.answer
}

/** How a command ended, in a word: done, repeated, or the code of its refusal. */
export function ending(executed: Executed<unknown>): string {
  if (executed.status === 'refused') return executed.code
  return executed.repeated ? 'repeated' : 'done'
}

/** How each row ended: succeeded, already, or the code of its refusal. */
export function endings(rows: CommandAnswers['host-operation']['rows']): string[] {
  return rows.map((row) => row.refusal?.code ?? (row.alreadySo ? 'already' : 'succeeded'))
}

export function activate(key: KeyId, product: ProductId = CT): Intent {
  return { type: 'activate', rows: [{ keyId: key, product }] }
}

export function returning(...licenseIds: LicenseId[]): Intent {
  return { type: 'return', rows: licenseIds.map((licenseId) => ({ licenseId })) }
}

export function renewing(...licenseIds: LicenseId[]): Intent {
  return { type: 'renew', rows: licenseIds.map((licenseId) => ({ licenseId })) }
}

/** The types of everything that happened to a license. */
export async function eventTypes(store: Store, id: string | undefined): Promise<string[]> {
  const explanation = await store.reads.explanation(id ?? '', NOW)
  return explanation?.events.map(({ type }) => type) ?? []
}
