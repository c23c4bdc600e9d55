import type { AccountId, HostId, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import type { License, LicenseEvent, Proof } from '@latchkey/core/license'
import { termsOf } from '@latchkey/core/policy'
import type { ActivationKey } from '@latchkey/core/seats'

/** The people and machines of product.md's table, and a license to start from. */
export const HERE = 'HERE' as HostId
export const ELSE = 'ELSE' as HostId
export const ME = 'ME' as AccountId
export const OTHER = 'OTHER' as AccountId
export const KEY = 'key_1' as KeyId
export const CT = 'ct' as ProductId
export const NET = 'izot-net-server' as ProductId
export const NOW = Date.UTC(2026, 0, 15)

export const K: Proof = { kind: 'key' }
export const A: Proof = { kind: 'account', account: ME }
export const AK: Proof = { kind: 'account-and-key', account: ME }

export function licenseOf(changes: Partial<License> = {}): License {
  return {
    id: 'lic_1' as LicenseId,
    keyId: KEY,
    product: CT,
    terms: termsOf({}),
    standing: 'good',
    expiresAt: null,
    associatedTo: null,
    activatedOn: null,
    generation: 7,
    lastReturn: null,
    emergency: null,
    emergencyGrantedUntil: null,
    ...changes,
  }
}

/** A license in one of the table's states, such as `ME/HERE` or `-/-`. */
export function inState(state: string, changes: Partial<License> = {}): License {
  const [owner, host] = state.split('/')
  return licenseOf({
    associatedTo: owner === '-' ? null : (owner as AccountId),
    activatedOn: host === '-' ? null : (host as HostId),
    ...changes,
  })
}

export function stateOf({ associatedTo, activatedOn }: License): string {
  return `${associatedTo ?? '-'}/${activatedOn ?? '-'}`
}

/** A key whose licenses are in the given states, `lic_1` first. */
export function keyOf(states: readonly string[], changes: Partial<ActivationKey> = {}): ActivationKey {
  const licenses = states.map((state, i) => inState(state, { id: `lic_${i + 1}` as LicenseId }))
  return { id: KEY, hostsMax: 10, licenses, ...changes }
}

/** The key with some of its licenses changed. */
export function withLicenses(
  key: ActivationKey,
  changesOf: (license: License, index: number) => Partial<License> | undefined,
): ActivationKey {
  const licenses = key.licenses.map((license, index) => Object.assign({}, license, changesOf(license, index)))
  return { ...key, licenses }
}

/** An event as words that hold every field of it, so that two events never read the same. */
export function wordsOfEvent({ type, ...fields }: LicenseEvent): string {
  const words = Object.entries(fields).map(([name, value]) => `${name} ${JSON.stringify(value).replaceAll('"', '')}`)
  return `${type} ${words.join(', ')}`
}
