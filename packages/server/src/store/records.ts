import type { ActivationKey } from '@latchkey/core/seats'
import type { AccountId, EpochMs, KeyId, LicenseId, ProductId } from '@latchkey/core/ids'
import type { License } from '@latchkey/core/license'

/** What a store has loaded, in the words of the rules: independent of its database. */

/** A live activation, beside the fact `license.activatedOn`. */
export interface ActivationRecord {
  readonly hostName: string
  readonly since: EpochMs
  readonly leaseUntil: EpochMs | null
  readonly renewFrom: EpochMs | null
  /** The account signed in to on that host that owns the license; null if the owner never was: then the host is not told who it is. */
  readonly accountShown: AccountId | null
}

export interface LicenseRecord {
  readonly license: License
  /** Number of its events so far; guards every change. */
  readonly version: number
  readonly activation: ActivationRecord | null
}

export interface KeyRecord {
  readonly id: KeyId
  readonly last5: string
  readonly hostsMax: number
  readonly licenses: readonly LicenseRecord[]
}

export interface ProductRecord {
  readonly id: ProductId
  readonly name: string
  readonly edition: string
  readonly features: readonly string[]
}

export interface AccountRecord {
  readonly id: AccountId
  readonly name: string
}

/** Keys as records, in which licenses are replaced while a command goes on. */
export class KeyRecords {
  readonly #keys = new Map<KeyId, KeyRecord>()
  readonly #keyIdByLicense = new Map<LicenseId, KeyId>()

  constructor(keys: readonly KeyRecord[]) {
    for (const key of keys) this.add(key)
  }

  add(key: KeyRecord): void {
    this.#keys.set(key.id, key)
    for (const { license } of key.licenses) this.#keyIdByLicense.set(license.id, key.id)
  }

  all(): readonly KeyRecord[] {
    return [...this.#keys.values()]
  }

  /** As the rules know them. */
  asKeys(): readonly ActivationKey[] {
    return this.all().map(asKey)
  }

  key(id: KeyId): KeyRecord | null {
    return this.#keys.get(id) ?? null
  }

  hasLicense(id: LicenseId): boolean {
    return this.#keyIdByLicense.has(id)
  }

  /** @throws if it is not among them: a bug, outcomes name only licenses that were given */
  license(id: LicenseId): LicenseRecord {
    const keyId = this.#keyIdByLicense.get(id)
    const record = keyId && this.#keys.get(keyId)?.licenses.find(({ license }) => license.id === id)
    if (!record) throw new Error(`license ${id} is not loaded`)
    return record
  }

  put(record: LicenseRecord): void {
    const key = this.#keys.get(record.license.keyId)
    if (key === undefined) throw new Error(`key ${record.license.keyId} is not loaded`)
    const licenses = key.licenses.map((other) => (other.license.id === record.license.id ? record : other))
    this.#keys.set(key.id, { ...key, licenses })
  }
}

/** A key as the rules know it. */
export function asKey({ id, hostsMax, licenses }: KeyRecord): ActivationKey {
  return { id, hostsMax, licenses: licenses.map(({ license }) => license) }
}
