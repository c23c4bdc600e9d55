import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ProductId } from './ids.ts'
import { type Decision, decide, type License, type Proof, refusalOfStanding } from './license.ts'
import { err } from './result.ts'

/** What the rules need to know of an activation key: how many hosts it serves, and its licenses. */
export interface ActivationKey {
  readonly id: KeyId
  /** Hosts that may hold licenses of this key at one time ("a single activation key can only be used by one User"). */
  readonly hostsMax: number
  readonly licenses: readonly License[]
}

/** A license chosen to serve somebody, and what would happen to it. */
export interface SeatDecision {
  readonly license: License
  readonly decision: Decision
}

/** The `hostsMax` of a key that names none: the largest number of licenses it has of any one product. */
export function defaultHostsMax(products: readonly ProductId[]): number {
  const counts = Map.groupBy(products, (product) => product).values()
  return Math.max(1, ...counts.map((same) => same.length))
}

/** The hosts that hold licenses of a key now. */
export function hostsHolding(key: ActivationKey): ReadonlySet<HostId> {
  return new Set(key.licenses.flatMap((license) => (license.activatedOn === null ? [] : [license.activatedOn])))
}

/** The products of a key that a person may see: all of them with the key, else those of their account. */
export function productsVisible(key: ActivationKey, proof: Proof): readonly ProductId[] {
  return [...new Set(candidates(key, proof).map((license) => license.product))]
}

/**
 * The license of a key that serves this host and person for a product (product.md, "Which seat?"): the one activated HERE;
 * one of theirs that is idle; an unowned idle one; somebody else's idle one; else the one whose refusal is easiest to act on.
 * Null when the key has no license of the product that they may see.
 */
export function chooseSeat(
  key: ActivationKey,
  product: ProductId,
  host: HostId,
  proof: Proof,
  now: EpochMs,
): License | null {
  const account = proof.kind === 'key' ? null : proof.account
  const seats = candidates(key, proof).filter((license) => license.product === product)
  const ranked = seats.map((license) => ({ license, rank: rankOf(license, host, account, now) }))
  return ranked.toSorted((a, b) => a.rank - b.rank || compareIds(a.license.id, b.license.id))[0]?.license ?? null
}

/** Decides an activation: chooses the seat, asks the license, and keeps the key within its hosts. */
export function decideActivation(
  key: ActivationKey,
  product: ProductId,
  host: HostId,
  proof: Proof,
  now: EpochMs,
): SeatDecision | null {
  const license = chooseSeat(key, product, host, proof, now)
  if (license === null) return null
  const decision = decide(license, { type: 'activate', host, proof }, now)
  if (!decision.ok) {
    return {
      license,
      decision: decision.error === 'ACTIVATED_ELSEWHERE' ? err(refusalWhenTaken(key, license, proof)) : decision,
    }
  }
  const activates = decision.value.some((event) => event.type === 'activated')
  return activates && isAnotherHostTooMany(key, host) ? { license, decision: err('KEY_IN_USE') } : { license, decision }
}

/** Decides an association at Step 2: one license per product, not the whole pool. */
export function decideAssociation(
  key: ActivationKey,
  product: ProductId,
  host: HostId,
  account: AccountId,
  now: EpochMs,
): SeatDecision | null {
  const license = chooseSeat(key, product, host, { kind: 'account-and-key', account }, now)
  return license === null ? null : { license, decision: decide(license, { type: 'associate', account }, now) }
}

/** Whether activating on `host` would make the key serve more hosts than it may (KEY_IN_USE). */
function isAnotherHostTooMany(key: ActivationKey, host: HostId): boolean {
  const holding = hostsHolding(key)
  return !holding.has(host) && holding.size >= key.hostsMax
}

function candidates(key: ActivationKey, proof: Proof): readonly License[] {
  if (proof.kind !== 'account') return key.licenses
  return key.licenses.filter((license) => license.associatedTo === proof.account)
}

/** Of several seats that are all taken by others no single PC is to blame; of one's own, or of a single seat, it is. */
function refusalWhenTaken(key: ActivationKey, license: License, proof: Proof): 'ACTIVATED_ELSEWHERE' | 'NO_SEAT_FREE' {
  const seatCount = key.licenses.filter((other) => other.product === license.product).length
  const own = proof.kind !== 'key' && license.associatedTo === proof.account
  return seatCount === 1 || own ? 'ACTIVATED_ELSEWHERE' : 'NO_SEAT_FREE'
}

/** Lower serves better. Seats out of use come last, those taken elsewhere before them; one HERE is always the one meant. */
function rankOf(license: License, host: HostId, account: AccountId | null, now: EpochMs): number {
  if (license.activatedOn === host) return 0
  const standing = refusalOfStanding(license, now)
  if (standing !== null) return 20 + ['EXPIRED', 'SUSPENDED', 'REVOKED'].indexOf(standing)
  const taken = license.activatedOn === null ? 0 : 10
  if (account !== null && license.associatedTo === account) return taken + 1
  return taken + (license.associatedTo === null ? 2 : 3)
}

function compareIds(a: LicenseId, b: LicenseId): number {
  return a < b ? -1 : Number(a > b)
}
