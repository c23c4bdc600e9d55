import type { AccountId, EpochMs, HostId, KeyId, LicenseId, ProductId } from './ids.ts'
import {
  applyAll,
  decide,
  type Decision,
  type License,
  type LicenseEvent,
  type Proof,
  runsAsEmergency,
} from './license.ts'
import { isOwnedBy, type Organizations, type Signed } from './organization.ts'
import type { Allowance } from './policy.ts'
import type { LicenseRefusalCode } from './refusals.ts'
import { err, ok } from './result.ts'
import { type ActivationKey, decideActivation, decideAssociation, productsVisible, type SeatDecision } from './seats.ts'

/** Who asks from a PC: the host itself, and what the person at it has shown. */
export interface Asking {
  readonly host: HostId
  /** The account signed in to, if any. */
  readonly account: AccountId | null
  /** The organizations that account owns now, and which of them new associations go to. */
  readonly organizations?: Organizations
  /** The key whose text was shown, if any. */
  readonly provenKey: KeyId | null
  /** The key whose former text was shown, one that was replaced: it proves nothing but that one may give back. */
  readonly retiredKey?: KeyId
}

/** What a host asks for. Rows are handled one by one: a refusal of one never stops another. */
export type HostIntent =
  /** Step 2 of Activate with account and key: one license per product of the key. */
  | { readonly type: 'associate' }
  /** Without rows: every product that the proofs show. A PC without network cannot ask what there is. */
  | { readonly type: 'activate'; readonly rows: readonly ActivationRow[] }
  | { readonly type: 'return'; readonly rows: readonly LicenseRow[] }
  /**
   * Moves licenses of this host to the account that asks, in one pass: the return with account and key (KB1023 2.E) and the
   * activation after it (2.G), both or neither. So there is no state half-way that somebody could be left in.
   */
  | { readonly type: 'transfer'; readonly rows: readonly LicenseRow[] }
  /** Goes on at once on this host, although the license is in use on another one: an emergency license. */
  | { readonly type: 'emergency'; readonly rows: readonly LicenseRow[] }
  /** Extends the lease; the device key alone proves enough. */
  | { readonly type: 'renew'; readonly rows: readonly LicenseRow[] }
  /**
   * The current license file once more, lease as it is: changes nothing, and is given whatever the standing, since the host has or
   * had the same. Without rows: everything that is active on the host. The device key alone proves enough.
   */
  | { readonly type: 'fetch'; readonly rows: readonly LicenseRow[] }

/** A seat is asked for by key and product: which license serves is decided where the licenses are. */
export interface ActivationRow {
  readonly keyId: KeyId
  readonly product: ProductId
}

export interface LicenseRow {
  readonly licenseId: LicenseId
}

/** What became of one row. */
export type RowOutcome =
  | {
      readonly status: 'succeeded'
      /** As it is after the events. */
      readonly license: License
      /** Empty: it was already so. */
      readonly events: readonly LicenseEvent[]
    }
  | { readonly status: 'refused'; readonly license: License; readonly code: LicenseRefusalCode }
  /** No such license, or none that this person may know of. */
  | { readonly status: 'unknown' }

/** The outcomes in the order of the rows asked for, and the keys as they are afterwards. */
export interface HostOutcome {
  readonly rows: readonly RowOutcome[]
  readonly keys: readonly ActivationKey[]
}

/** Decides everything a host asks for. `keys` holds every key that the rows or the proof name. */
export function performHostIntent(
  keys: readonly ActivationKey[],
  asking: Asking,
  intent: HostIntent,
  now: EpochMs,
): HostOutcome {
  const keysById = new Map(keys.map((key) => [key.id, key]))
  const rows = attemptsOf(keysById, asking, intent, now).map((attempt) => {
    const outcome = attempt()
    if (outcome.status === 'succeeded') putLicense(keysById, outcome.license)
    return outcome
  })
  return { rows, keys: [...keysById.values()] }
}

/** What a person may do with a license from this PC, and why not. */
export type ActionState =
  | { readonly state: 'legal' }
  | { readonly state: 'already' }
  | { readonly state: 'refused'; readonly code: LicenseRefusalCode }

export interface ListedLicense {
  readonly license: License
  /** Licenses of the same key and product, and those of them that are idle. */
  readonly seatsTotal: number
  readonly seatsFree: number
  readonly actions: {
    readonly activate: ActionState
    readonly associate: ActionState
    readonly return: ActionState
    readonly transfer: ActionState
    readonly emergency: ActionState
  }
}

/** The licenses that a person sees at the wizard's Step 3: one row per key and product, each with what may be done and why not. */
export function listLicenses(keys: readonly ActivationKey[], asking: Asking, now: EpochMs): readonly ListedLicense[] {
  return keys.flatMap((key) => {
    const proof = proofFor(asking, key.id)
    if (proof === null) return []
    return productsVisible(key, proof).flatMap((product) => {
      const seat = decideActivation(key, product, asking.host, proof, now)
      return seat === null ? [] : [listLicense(key, seat, { host: asking.host, proof }, now)]
    })
  })
}

/**
 * Whether the owner may return a license alone whose PC is gone; null where there is no question of it: nobody is signed in, or it is
 * active on no other PC.
 */
export function lostPcAction(license: License, asking: Asking, allowance: Allowance, now: EpochMs): ActionState | null {
  const signed = signedOf(asking)
  if (signed === null || license.activatedOn === null || license.activatedOn === asking.host) return null
  return stateOf(decide(license, { ...signed, type: 'owner-return', allowance }, now))
}

/** What the person has shown that counts for one key; null for nothing. */
export function proofFor(asking: Asking, keyId: KeyId): Proof | null {
  const signed = signedOf(asking)
  if (asking.provenKey !== keyId) return signed === null ? null : { ...signed, kind: 'account' }
  return signed === null ? { kind: 'key' } : { ...signed, kind: 'account-and-key' }
}

/** Whoever has signed in, with what they own; null for nobody. */
export function signedOf({ account, organizations }: Asking): Signed | null {
  if (account === null) return null
  return organizations === undefined ? { account } : { account, organizations }
}

interface Person {
  readonly host: HostId
  readonly proof: Proof
}

function listLicense(key: ActivationKey, seat: SeatDecision, person: Person, now: EpochMs): ListedLicense {
  const { license } = seat
  const seats = key.licenses.filter((other) => other.product === license.product)
  return {
    license,
    seatsTotal: seats.length,
    seatsFree: seats.filter((other) => other.activatedOn === null).length,
    actions: {
      activate: stateOf(seat.decision),
      associate: stateOf(associationDecision(key, license, person, now)),
      return: stateOf(decide(license, { type: 'return', ...person }, now)),
      transfer: stateOf(transferDecision(license, person, now)),
      emergency: stateOf(decide(license, { type: 'emergency', ...person }, now)),
    },
  }
}

/** What Next at Step 2 would do for the product; without the key an account only sees what is its own already. */
function associationDecision(key: ActivationKey, license: License, { host, proof }: Person, now: EpochMs): Decision {
  switch (proof.kind) {
    case 'key':
      return err('SIGN_IN_REQUIRED')
    case 'account':
      return decide(license, { ...proof, type: 'associate' }, now)
    case 'account-and-key':
      return decideAssociation(key, license.product, host, proof, now)?.decision ?? err('NO_SEAT_FREE')
  }
}

/** Return and activate as one decision. Of what the account has on this host already nothing needs to move. */
function transferDecision(license: License, { host, proof }: Person, now: EpochMs): Decision {
  if (proof.kind === 'key') return err('SIGN_IN_REQUIRED')
  if (license.activatedOn === host && isOwnedBy(proof, license.associatedTo)) return ok([])
  if (proof.kind === 'account') return err('KEY_REQUIRED')
  const returned = decide(license, { type: 'return', host, proof }, now)
  if (!returned.ok) return returned
  // Returned earlier: there is nothing on this host to move. Activate is what is meant.
  if (license.activatedOn !== host) return err('NOT_ACTIVATED_HERE')
  const activated = decide(applyAll(license, returned.value), { type: 'activate', host, proof }, now)
  return activated.ok ? ok([...returned.value, ...activated.value]) : activated
}

function stateOf(decision: Decision): ActionState {
  if (!decision.ok) return { state: 'refused', code: decision.error }
  return { state: decision.value.length === 0 ? 'already' : 'legal' }
}

type Attempt = () => RowOutcome

/** One attempt per row, each made only after the rows before it have had their effect. */
function attemptsOf(
  keysById: Map<KeyId, ActivationKey>,
  asking: Asking,
  intent: HostIntent,
  now: EpochMs,
): readonly Attempt[] {
  switch (intent.type) {
    case 'associate':
      return associationAttempts(keysById, asking, now)
    case 'activate':
      return activationRows(keysById, asking, intent.rows).map(
        (row) => () => activationOutcome(keysById, asking, row, now),
      )
    case 'return':
      return intent.rows.map((row) => () => returnOutcome(findLicense(keysById, row.licenseId), asking, now))
    case 'transfer':
      return intent.rows.map((row) => () => transferOutcome(findLicense(keysById, row.licenseId), asking, now))
    case 'emergency':
      return intent.rows.map((row) => () => emergencyOutcome(findLicense(keysById, row.licenseId), asking, now))
    case 'renew':
      return intent.rows.map((row) => () => {
        const license = findLicense(keysById, row.licenseId)
        return license === null
          ? UNKNOWN
          : outcomeOf(license, decide(license, { type: 'renew', host: asking.host }, now))
      })
    case 'fetch': {
      const licenses =
        intent.rows.length === 0
          ? activeOn(keysById, asking.host, now)
          : intent.rows.map((row) => findLicense(keysById, row.licenseId))
      return licenses.map((license) => () => fetchOutcome(license, asking, now))
    }
  }
}

const UNKNOWN: RowOutcome = { status: 'unknown' }

function associationAttempts(keysById: Map<KeyId, ActivationKey>, asking: Asking, now: EpochMs): readonly Attempt[] {
  const { provenKey, host } = asking
  const signed = signedOf(asking)
  const key = provenKey === null ? undefined : keysById.get(provenKey)
  if (signed === null || key === undefined) return []
  const products = productsVisible(key, { ...signed, kind: 'account-and-key' })
  return products.map((product) => () => {
    const seat = decideAssociation(keysById.get(key.id) ?? key, product, host, signed, now)
    return seat === null ? UNKNOWN : outcomeOf(seat.license, seat.decision)
  })
}

function activationRows(
  keysById: ReadonlyMap<KeyId, ActivationKey>,
  asking: Asking,
  rows: readonly ActivationRow[],
): readonly ActivationRow[] {
  if (rows.length > 0) return rows
  return [...keysById.values()].flatMap((key) => {
    const proof = proofFor(asking, key.id)
    return proof === null ? [] : productsVisible(key, proof).map((product) => ({ keyId: key.id, product }))
  })
}

function activationOutcome(
  keysById: Map<KeyId, ActivationKey>,
  asking: Asking,
  row: ActivationRow,
  now: EpochMs,
): RowOutcome {
  const key = keysById.get(row.keyId)
  const proof = proofFor(asking, row.keyId)
  if (key === undefined || proof === null) return UNKNOWN
  const seat = decideActivation(key, row.product, asking.host, proof, now)
  return seat === null ? UNKNOWN : outcomeOf(seat.license, seat.decision)
}

function returnOutcome(license: License | null, asking: Asking, now: EpochMs): RowOutcome {
  if (license === null) return UNKNOWN
  const proof = proofOfReturn(asking, license.keyId)
  if (proof === null) return outcomeOf(license, err('KEY_REQUIRED'))
  return outcomeOf(license, decide(license, { type: 'return', host: asking.host, proof }, now))
}

/** What a key that was replaced is still heard for; of everything else it is refused as a whole. */
export function isHeardWithReplacedKey(intent: { readonly type: string }): boolean {
  return intent.type === 'return'
}

/**
 * A key that was replaced still gives back what is on this PC, or the seat would stay taken by whoever has no other key. It counts as
 * the key alone, whoever has signed in: with an account it would make the license theirs (docs/decisions/020).
 */
function proofOfReturn(asking: Asking, keyId: KeyId): Proof | null {
  return asking.retiredKey === keyId ? { kind: 'key' } : proofFor(asking, keyId)
}

function transferOutcome(license: License | null, asking: Asking, now: EpochMs): RowOutcome {
  if (license === null) return UNKNOWN
  const proof = proofFor(asking, license.keyId)
  if (proof === null) return outcomeOf(license, err('KEY_REQUIRED'))
  return outcomeOf(license, transferDecision(license, { host: asking.host, proof }, now))
}

/** Nobody learns by a license's id that it is in use: without its key or its owner there is none. */
function emergencyOutcome(license: License | null, asking: Asking, now: EpochMs): RowOutcome {
  const proof = license === null ? null : proofFor(asking, license.keyId)
  if (license === null || proof === null) return UNKNOWN
  return outcomeOf(license, decide(license, { type: 'emergency', host: asking.host, proof }, now))
}

/** A file is given again to the host that holds the license; any other hears what a renewal would tell it. */
function fetchOutcome(license: License | null, { host }: Asking, now: EpochMs): RowOutcome {
  if (license === null) return UNKNOWN
  const isHere = license.activatedOn === host || runsAsEmergency(license, host, now)
  if (isHere) return { status: 'succeeded', license, events: [] }
  return outcomeOf(license, decide(license, { type: 'renew', host }, now))
}

function outcomeOf(license: License, decision: Decision): RowOutcome {
  if (!decision.ok) return { status: 'refused', license, code: decision.error }
  return { status: 'succeeded', license: applyAll(license, decision.value), events: decision.value }
}

function activeOn(keysById: ReadonlyMap<KeyId, ActivationKey>, host: HostId, now: EpochMs): readonly License[] {
  const isHere = (license: License) => license.activatedOn === host || runsAsEmergency(license, host, now)
  return [...keysById.values()].flatMap(({ licenses }) => licenses.filter(isHere))
}

function findLicense(keysById: Map<KeyId, ActivationKey>, id: LicenseId): License | null {
  for (const key of keysById.values()) {
    const license = key.licenses.find((candidate) => candidate.id === id)
    if (license !== undefined) return license
  }
  return null
}

function putLicense(keysById: Map<KeyId, ActivationKey>, license: License): void {
  const key = keysById.get(license.keyId)
  if (key === undefined) return
  const licenses = key.licenses.map((other) => (other.id === license.id ? license : other))
  keysById.set(key.id, { ...key, licenses })
}
