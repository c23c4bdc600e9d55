import type { AccountId, EpochMs, HostId, KeyId, ProductId } from './ids.ts'
import { type Decision, decide, type License, type Proof, refusalOfStanding } from './license.ts'
import { isOwnedBy, type Signed } from './organization.ts'
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
 * Decides an activation: chooses the seat that serves this host and person for a product, asks the license, and keeps the key
 * within its hosts. Null when the key has no license of the product that they may see.
 */
export function decideActivation(
  key: ActivationKey,
  product: ProductId,
  host: HostId,
  proof: Proof,
  now: EpochMs,
): SeatDecision | null {
  const seats = candidates(key, proof).filter((license) => license.product === product)
  const isTooMany = isAnotherHostTooMany(key, host)
  const decided = seats.map((license): SeatDecision => {
    const decision = decide(license, { type: 'activate', host, proof }, now)
    // Where the host is one too many none of the licenses is HERE: whatever succeeds would be a new activation.
    if (decision.ok) return { license, decision: isTooMany ? err('KEY_IN_USE') : decision }
    const isTaken = decision.error === 'ACTIVATED_ELSEWHERE' && !isBlamedAlone(key, license, proof)
    return { license, decision: isTaken ? err('NO_SEAT_FREE') : decision }
  })
  return best(decided, { host, signed: signedOf(proof), now })
}

/** Decides an association at Step 2: one license per product, not the whole pool. Null when the key has none of the product. */
export function decideAssociation(
  key: ActivationKey,
  product: ProductId,
  host: HostId,
  signed: Signed,
  now: EpochMs,
): SeatDecision | null {
  const seats = key.licenses.filter((license) => license.product === product)
  const decided = seats.map((license): SeatDecision => {
    return { license, decision: decide(license, { ...signed, type: 'associate' }, now) }
  })
  return best(decided, { host, signed, now })
}

/** What claiming a key would do for one license, or why there is no license to claim. */
export interface ClaimRow {
  readonly product: ProductId
  readonly license: License
  readonly decision: Decision
}

/** How many licenses of a product somebody claims. */
export interface ClaimedSeats {
  readonly product: ProductId
  readonly count: number
}

/**
 * Decides a claim in the portal: with the key shown and signed in, but on no PC. For each product so many licenses as are asked for:
 * those that are the account's already first, then the unowned, the idle before those in use (they stay where they are activated).
 * Without a wish, one license per product, as at the wizard's Step 2.
 */
export function decideClaim(
  key: ActivationKey,
  account: AccountId,
  wishes: readonly ClaimedSeats[],
  now: EpochMs,
): readonly ClaimRow[] {
  const products = [...new Set(key.licenses.map(({ product }) => product))]
  const asked = wishes.length === 0 ? products.map((product) => ({ product, count: 1 })) : wishes
  return asked.flatMap(({ product, count }) => {
    const seats = key.licenses.filter((license) => license.product === product)
    const decided = seats.map((license) => {
      return { product, license, decision: decide(license, { type: 'associate', account }, now) }
    })
    return decided
      .toSorted((a, b) => claimRank(a) - claimRank(b) || (a.license.id < b.license.id ? -1 : 1))
      .slice(0, count)
  })
}

function claimRank({ license, decision }: ClaimRow): number {
  if (!decision.ok) return 3
  if (decision.value.length === 0) return 0
  return license.activatedOn === null ? 1 : 2
}

/** Whether activating on `host` would make the key serve more hosts than it may (KEY_IN_USE). */
export function isAnotherHostTooMany(key: ActivationKey, host: HostId): boolean {
  const holding = hostsHolding(key)
  return !holding.has(host) && holding.size >= key.hostsMax
}

function candidates(key: ActivationKey, proof: Proof): readonly License[] {
  if (proof.kind !== 'account') return key.licenses
  return key.licenses.filter((license) => isOwnedBy(proof, license.associatedTo))
}

function signedOf(proof: Proof): Signed | null {
  return proof.kind === 'key' ? null : proof
}

/** Of several seats that are all taken by others no single PC is to blame; of one's own, or of a single seat, it is. */
function isBlamedAlone(key: ActivationKey, license: License, proof: Proof): boolean {
  const seatCount = key.licenses.filter((other) => other.product === license.product).length
  return seatCount === 1 || ownerRank(license, signedOf(proof)) === 0
}

interface Chooser {
  readonly host: HostId
  readonly signed: Signed | null
  readonly now: EpochMs
}

/** The seat of the lowest rank; of equal ones that with the first id, so that every look gives the same. */
function best(decided: readonly SeatDecision[], chooser: Chooser): SeatDecision | null {
  const ranked = decided.map((seat) => ({ seat, rank: rankOf(seat, chooser) }))
  const sorted = ranked.toSorted((a, b) => a.rank - b.rank || (a.seat.license.id < b.seat.license.id ? -1 : 1))
  return sorted[0]?.seat ?? null
}

const STANDINGS = [null, 'EXPIRED', 'SUSPENDED', 'REVOKED'] as const

/**
 * Which seat serves best (product.md, "Which seat?"), lower first. One whose decision succeeds comes before any that is refused;
 * then one HERE, then those in use before those out of use; then the idle before the taken; then one's own, nobody's, somebody
 * else's. Of refused ones those of one's own come before the idle: "return it there" is easier to act on than "not yours".
 */
function rankOf({ license, decision }: SeatDecision, { host, signed, now }: Chooser): number {
  const refused = decision.ok ? 0 : 100
  const elsewhere = license.activatedOn === host ? 0 : 50
  const standing = 10 * STANDINGS.indexOf(refusalOfStanding(license, now))
  const taken = license.activatedOn === null ? 0 : 3
  const owner = ownerRank(license, signed)
  return refused + elsewhere + standing + (owner === 0 && !decision.ok ? 0 : taken + owner)
}

function ownerRank({ associatedTo }: License, signed: Signed | null): 0 | 1 | 2 {
  if (associatedTo === null) return 1
  return signed !== null && isOwnedBy(signed, associatedTo) ? 0 : 2
}
